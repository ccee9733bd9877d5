"""What is left out of an answer stands one link away, and only there."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from channels.email.models import Mailbox
from channels.email.receiving import receive
from channels.models import Channel, Submission
from tests.cast import Cast, by, later
from tests.support.mails import SUPPORT, mail
from tickets.actions.assigning import take
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
BELOW = "P.S. My neighbour has the same kettle."
CUT = f"It still leaks.\n\n-- \nRosa Delgado\n\n{BELOW}\n"


@pytest.fixture
def case(cast: Cast) -> Ticket:
    """Rosa's first mail became a ticket that Ana took."""
    arrive(mail())
    opened = Ticket.objects.get()
    take(ticket_id=opened.pk, actor=by(cast.ana), at=later(minutes=1))
    return opened


def arrive(raw: bytes) -> None:
    mailbox, _new = Mailbox.objects.get_or_create(
        code="support", address=SUPPORT, channel=Channel.objects.get(code="email")
    )
    receive(raw, mailbox=mailbox, at=later(minutes=2))


def answered(case: Ticket, text: str) -> Message:
    headers = {"in_reply_to": "<one@example.test>", "message_id": "<two@example.test>"}
    arrive(mail(text, subject="Re: A leaking kettle", **headers))
    return case.messages.filter(direction="in").latest("id")


def opened_by(person, url: str) -> tuple[int, str]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    page = client.get(url)
    return page.status_code, page.content.decode()


def test_a_cut_mail_is_shown_whole_at_an_address_of_its_own(case: Ticket, cast: Cast) -> None:
    message = answered(case, CUT)
    assert BELOW not in message.text
    where = reverse("desk:whole-message", args=[message.pk])
    _status, ticket_page = opened_by(cast.ana, reverse("desk:ticket", args=[case.pk]))
    assert f'href="{where}"' in ticket_page
    status, page = opened_by(cast.ana, where)
    assert status == 200
    assert BELOW in page
    assert opened_by(cast.otto, where)[0] == 404


def test_what_was_not_cut_has_no_such_link(case: Ticket, cast: Cast) -> None:
    message = answered(case, "It still leaks.")
    where = reverse("desk:whole-message", args=[message.pk])
    _status, ticket_page = opened_by(cast.ana, reverse("desk:ticket", args=[case.pk]))
    assert "It still leaks." in ticket_page
    assert where not in ticket_page
    assert opened_by(cast.ana, where)[0] == 404


def test_a_mail_whose_bytes_are_gone_is_said_to_be(case: Ticket, cast: Cast) -> None:
    message = answered(case, CUT + "x " * 30_000)
    name = Submission.objects.get(provider_id=message.provider_id).raw["file"]
    where = reverse("desk:whole-message", args=[message.pk])
    assert opened_by(cast.ana, where)[0] == 200
    default_storage.delete(name)
    assert opened_by(cast.ana, where)[0] == 404
