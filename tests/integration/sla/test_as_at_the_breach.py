"""A breach nobody has seen yet remembers the ticket as it was; its levels do what they order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import assign, take
from tickets.actions.classifying import reclassify
from tickets.actions.retargeting import apply_calendar, recalculate_next
from tickets.models import BusinessCalendar, CalendarVersion, SlaBreach, Ticket
from tickets.sla.sweep import sweep

# Tier 3 of the starter: first reply within 24 h, day and night; 150 % after 36 h.
DUE = later(hours=24)
UNSEEN = DUE + timedelta(hours=1)


def _breach(case: Ticket) -> SlaBreach:
    return SlaBreach.objects.get(clock__ticket=case, clock__metric="first_response")


def _facts(case: Ticket) -> tuple[int, int | None, int]:
    breach = _breach(case)
    return breach.tier_id, breach.owner_id, breach.team_id


def _owned(cast: Cast) -> Ticket:
    case = ticket(cast.rosa)
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1))
    return case


@pytest.mark.parametrize("is_swept", [True, False])
def test_whoever_takes_it_later_did_not_own_the_breach(cast: Cast, is_swept: bool) -> None:
    case = _owned(cast)
    if is_swept:
        sweep(at=DUE + timedelta(seconds=1))
    assign(
        ticket_id=case.pk,
        actor=by(cast.teo),
        at=UNSEEN,
        owner_id=cast.otto.pk,
        team_id=cast.other_team.pk,
    )
    sweep(at=UNSEEN + timedelta(hours=1))

    assert _facts(case) == (3, cast.ana.pk, cast.team.pk)
    assert _breach(case).breached_at == DUE
    event = case.events.get(code="sla.breached", data__metric="first_response")
    assert (event.data["owner"], event.data["team"]) == (cast.ana.pk, cast.team.pk)


@pytest.mark.parametrize("tier", [2, 4])
def test_another_tier_is_not_the_tier_that_broke(cast: Cast, tier: int) -> None:
    case = _owned(cast)
    reclassify(
        ticket_id=case.pk,
        actor=by(cast.teo),
        at=UNSEEN,
        tier_id=tier,
        may_lower=True,
        reason="We know more now.",
    )

    assert _facts(case) == (3, cast.ana.pk, cast.team.pk)
    assert (_breach(case).budget_seconds, _breach(case).reason) == (86400, "due")


def test_a_due_time_moved_far_into_the_past_hands_the_ticket_to_the_lead(cast: Cast) -> None:
    case = _owned(cast)
    # Tier 2: four hours, so that 150 % were six; ten have passed.
    reclassify(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=10), tier_id=2)

    case.refresh_from_db()
    assert case.owner == cast.teo
    handed = case.events.get(code="ticket.handed_up")
    assert (handed.data["person"], handed.data["owner"]) == (cast.teo.pk, cast.ana.pk)
    assert _facts(case) == (2, cast.ana.pk, cast.team.pk)


def test_who_takes_a_ticket_that_should_have_been_handed_up_has_it(cast: Cast) -> None:
    case = _owned(cast)
    assign(ticket_id=case.pk, actor=by(cast.mei), at=later(hours=40), owner_id=cast.otto.pk)
    sweep(at=later(hours=41))

    case.refresh_from_db()
    assert case.owner == cast.otto
    codes = ("ticket.handed_up", "ticket.assigned")
    moves = list(case.events.filter(code__in=codes).order_by("seq").values_list("code", flat=True))
    assert moves == ["ticket.assigned", "ticket.handed_up", "ticket.assigned"]


def _closed_tomorrow(site: BusinessCalendar) -> None:
    latest = site.versions.latest("number")
    CalendarVersion.objects.create(
        calendar=site,
        number=latest.number + 1,
        valid_from=later(hours=8, minutes=30),
        created_at=later(hours=8, minutes=30),
        tz=latest.tz,
        weekly=latest.weekly,
        holidays={**latest.holidays, "2026-03-11": "Stocktaking"},
        special=latest.special,
        breaks=latest.breaks,
    )


def test_new_hours_move_the_levels_after_a_breach_and_not_its_due_time(cast: Cast) -> None:
    case = ticket(cast.rosa)
    sweep(at=later(hours=8, seconds=1))
    waiting = case.clocks.get(metric="assignment")
    # Eight office hours from Tuesday 10:00 in Shanghai: due at closing; 150 % on Wednesday 13:00.
    assert (waiting.breached_at, waiting.next_level) == (later(hours=8), 150)
    assert waiting.next_fire_at == later(hours=27)
    _closed_tomorrow(waiting.calendar)
    apply_calendar(calendar_id=waiting.calendar_id, actor=by(cast.adam), at=later(hours=9))
    while recalculate_next(at=later(hours=9), limit=10):
        pass

    waiting.refresh_from_db()
    assert (waiting.due_at, waiting.breached_at) == (later(hours=8), later(hours=8))
    assert waiting.next_fire_at == later(hours=51)
