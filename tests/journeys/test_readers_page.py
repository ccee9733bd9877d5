"""A ticket page is each reader's own, however often it was shown to another before."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, ticket
from tickets.models import Role, Ticket, User

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa)


def another(cast: Cast) -> Ticket:
    """A ticket that ends up with the same team."""
    return ticket(cast.rosa, channel="phone")


def page(reader: Client, case: Ticket, **asked: str) -> str:
    answer = reader.get(reverse("desk:ticket", args=[case.pk]), asked)
    assert answer.status_code == 200
    return answer.text


def change(person: User, **fields: str) -> None:
    User.objects.filter(pk=person.pk).update(**fields)


def test_another_language_changes_every_part_of_it(ana: Client, cast: Cast, case: Ticket) -> None:
    english = page(ana, case)
    change(cast.ana, language="zh-hans")
    chinese = page(ana, case)
    change(cast.ana, language="en")

    for words in ("Reply to Rosa", "Clocks", "Proposed", "More actions", "What happens next"):
        assert words in english
        assert words not in chinese
    assert "Reply to Rosa" in page(ana, case)


def test_another_zone_changes_the_times_of_the_clocks(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    change(cast.ana, time_zone="Asia/Shanghai")
    in_shanghai = page(ana, case)
    change(cast.ana, time_zone="Europe/Lisbon")
    in_lisbon = page(ana, case)
    change(cast.ana, time_zone="Atlantis/Capital")
    in_no_zone_there_is = page(ana, case)

    for shown in (in_shanghai, in_no_zone_there_is):
        assert "that count, from today 10:00" in shown
    assert "that count, from today 02:00" in in_lisbon
    assert "that count, from today 10:00" not in in_lisbon


def test_rights_taken_away_take_composer_and_buttons_along(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    may = page(ana, case)
    cast.ana.roles.set(Role.objects.filter(code="analyst"))
    may_not = page(ana, case)

    for what in ("reply", "assignment", "triage"):
        address = reverse(f"desk:{what}", args=[case.pk])
        assert address in may
        assert address not in may_not


def test_the_composer_calls_the_customer_by_their_new_name(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    assert "Reply to Rosa" in page(ana, case)
    type(cast.rosa).objects.filter(pk=cast.rosa.pk).update(name="Rosalia Delgado-Vega")

    shown = page(ana, case)

    assert "Reply to Rosalia Delgado-Vega" in shown
    assert "Reply to Rosa Delgado" not in shown


def test_a_draft_is_only_in_its_own_composer(
    ana: Client, teo: Client, cast: Cast, case: Ticket
) -> None:
    other = another(cast)
    ana.post(reverse("desk:draft", args=[case.pk]), {"kind": "reply", "body": "Begun for Rosa"})

    assert "Begun for Rosa" in page(ana, case)
    assert "Begun for Rosa" not in page(ana, case, write="note")
    assert "Begun for Rosa" not in page(ana, other)
    assert "Begun for Rosa" not in page(teo, case)


def test_each_composer_carries_its_own_ticket_and_version(ana: Client, cast: Cast) -> None:
    cases = [ticket(cast.rosa), another(cast)]
    for one, other in (cases, cases[::-1]):
        shown = page(ana, one)
        assert f'action="{reverse("desk:reply", args=[one.pk])}"' in shown
        assert f'data-draft="{other.pk}-reply"' not in shown
        assert f'name="version" value="{one.version}"' in shown
