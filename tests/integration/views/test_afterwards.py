"""What an answer may lead to is offered by where the ticket stands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tickets.actions.pausing import hold
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
THEN = re.compile(r'<select name="then".*?</select>', re.DOTALL)


def nothing(case: Ticket, cast: Cast) -> None:
    return None


def answer(case: Ticket, cast: Cast, then: str = "open") -> None:
    reply(
        ticket_id=case.pk,
        text="Which kettle is it?",
        next_step="We send a new one.",
        next_step_by=later(days=2),
        then=then,
        actor=by(cast.ana),
        at=later(hours=1),
    )


def wait(case: Ticket, cast: Cast) -> None:
    answer(case, cast, then="waiting_customer")


def put_on_hold(case: Ticket, cast: Cast) -> None:
    answer(case, cast)
    hold(
        ticket_id=case.pk,
        who="The maker",
        what="The part",
        expected_by=later(days=400),
        actor=by(cast.ana),
        at=later(hours=2),
    )


def end(case: Ticket, cast: Cast) -> None:
    resolve(
        ticket_id=case.pk,
        outcome="upheld",
        finding="The seal was worn.",
        public_message="A new one is on its way.",
        actor=by(cast.ana),
        at=later(hours=2),
    )


@pytest.mark.parametrize(
    ("moved", "offered"),
    [
        (nothing, ["open", "waiting_customer", "resolve"]),
        (wait, ["open", "waiting_customer", "resolve"]),
        (put_on_hold, ["open", "resolve"]),
        (end, ["open"]),
    ],
)
def test_only_what_the_table_of_moves_allows_is_offered(
    client: Client, cast: Cast, moved: Callable[[Ticket, Cast], None], offered: list[str]
) -> None:
    case = ticket(cast.rosa)
    moved(case, cast)
    client.force_login(cast.ana)

    page = client.get(reverse("desk:ticket", args=[case.pk])).text

    found = THEN.search(page)
    assert found is not None
    assert re.findall(r'<option value="(\w+)"', found[0]) == offered
