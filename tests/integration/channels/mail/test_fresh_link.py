"""A fresh link by mail: it works, it comes once, and the old one goes on working."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, later, ticket
from tests.customer import browser, words
from tickets.actions.linking import ask_for_fresh_link
from tickets.models import ContactPoint, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast, sink, relay_at) -> Ticket:
    opened = ticket(cast.rosa)
    relay_at(later(minutes=1))
    sink.received.clear()
    return opened


def ask(case: Ticket, at) -> bool:
    contact = ContactPoint.objects.get(customer=case.customer)
    return ask_for_fresh_link(ticket_id=case.pk, contact_id=contact.pk, at=at)


def test_a_fresh_link_is_mailed_once_and_opens_the_page(case: Ticket, sink, relay_at) -> None:
    assert ask(case, later(hours=1)) is True
    assert ask(case, later(hours=1, minutes=1)) is False
    relay_at(later(hours=1, minutes=2))
    (mail,) = sink.mails
    assert mail.to == "rosa@example.test"
    (path,) = set(re.findall(r"http://127.0.0.1:8000(/s/[\w-]+/)", mail.text))
    assert case.number in words(browser().get(path))


def test_a_fresh_link_to_something_long_over_works_too(case: Ticket, sink, relay_at) -> None:
    closed_at = timezone.now() - timedelta(days=200)
    Ticket.objects.filter(pk=case.pk).update(status="closed", closed_at=closed_at)
    ask(case, timezone.now())
    relay_at(timezone.now() + timedelta(seconds=1))
    (mail,) = sink.mails
    paths = set(re.findall(r"http://127.0.0.1:8000(/s/[\w-]+/)", mail.text))
    assert [browser().get(path).status_code for path in paths] == [200]
