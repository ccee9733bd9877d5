"""What no page of ours would send is refused in words, never with a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import take
from tickets.models import Draft, Ticket

TOO_LARGE = 10**25


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.ana)
    return client


@pytest.fixture
def case(cast: Cast) -> Ticket:
    opened = ticket(cast.rosa)
    take(ticket_id=opened.pk, actor=by(cast.ana), at=later(minutes=1))
    return opened


@pytest.mark.parametrize(
    "path",
    [
        f"/desk/tickets/{TOO_LARGE}/",
        f"/desk/tickets/{TOO_LARGE}/reply/",
        "/desk/t/%00/",
        "/api/v1/tickets/%00/clocks/",
        "/nowhere/%00/",
    ],
)
def test_an_address_of_nothing_is_not_found(ana: Client, path: str) -> None:
    answer = ana.post(path) if path.endswith("/reply/") else ana.get(path)
    assert answer.status_code == 404


def test_a_null_character_is_left_out_of_a_draft(ana: Client, case: Ticket) -> None:
    url = reverse("desk:draft", args=[case.pk])
    assert ana.post(url, {"kind": "reply", "body": "one\0two"}).status_code < 300
    assert Draft.objects.get(ticket=case).text == "onetwo"


@pytest.mark.parametrize("code", ["\0", "a\0b", "x" * 500])
def test_a_printed_code_of_no_store_is_no_store(starter: None, code: str) -> None:
    assert Client().get("/complain/", {"store": code}).status_code == 200


def test_what_to_do_with_picked_tickets_is_never_guessed(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    other = ticket(cast.rosa, at=later(minutes=2))
    answer = ana.post(reverse("desk:bulk"), {"do": "nothing-known", "ticket": [other.pk]})
    other.refresh_from_db()
    assert (answer.status_code, other.owner_id) == (400, None)
