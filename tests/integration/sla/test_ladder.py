"""The ladder: whom it tells, what it does, how often it says so, and who has seen it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast, by, later, ticket
from tickets.actions.acknowledging import acknowledge
from tickets.actions.pausing import wait_for_customer
from tickets.actors import Actor
from tickets.errors import Conflict
from tickets.models import LadderStep, SlaClock, SlaFiring, Ticket
from tickets.sla.sweep import sweep

# Tier 3 of the starter: first reply within 24 h, so 50 % after 12 h.
HALF = later(hours=12)


def _step(percent: int, **changes: object) -> None:
    LadderStep.objects.filter(version__policy__code="standard", percent=percent).update(**changes)


def _said(case: Ticket) -> list[tuple[int, int]]:
    """What was said about the first reply: (level, number of the repeat)."""
    events = case.events.filter(code="sla.warned", data__metric="first_response").order_by("seq")
    return [(event.data["level"], event.data.get("repeat", 0)) for event in events]


def _sweep_hourly(first: datetime, hours: int) -> None:
    for hour in range(hours):
        sweep(at=first + timedelta(hours=hour))


def test_a_level_is_said_again_until_a_named_person_has_seen_it(cast: Cast) -> None:
    _step(50, repeat_seconds=3600)
    case = ticket(cast.rosa)
    _sweep_hourly(HALF, 3)
    assert _said(case) == [(50, 0), (50, 1), (50, 2)]

    acknowledge(ticket_id=case.pk, actor=by(cast.teo), at=HALF + timedelta(hours=2, minutes=1))
    _sweep_hourly(HALF + timedelta(hours=3), 2)

    assert _said(case) == [(50, 0), (50, 1), (50, 2)]
    firing = SlaFiring.objects.get(clock__ticket=case, clock__metric="first_response", level=50)
    assert (firing.acknowledged_by, firing.repeats, firing.repeat_at) == (cast.teo, 2, None)
    assert firing.acknowledged_at == HALF + timedelta(hours=2, minutes=1)
    assert case.events.filter(code="sla.acknowledged", actor_id=cast.teo.pk).exists()


def test_a_repeat_tells_the_same_people_again(cast: Cast) -> None:
    _step(50, repeat_seconds=3600, tell=["lead"])
    case = ticket(cast.rosa)
    _sweep_hourly(HALF, 2)

    told = case.deliveries.filter(
        subscriber="staff.escalation", event__data__metric="first_response"
    )
    assert [row.recipient for row in told] == [f"user:{cast.teo.pk}"] * 2


def test_a_higher_level_silences_the_lower_one(cast: Cast) -> None:
    _step(50, repeat_seconds=3600)
    case = ticket(cast.rosa)
    _sweep_hourly(HALF, 9)

    assert _said(case) == [(50, 0), *((50, n) for n in range(1, 6)), (75, 0)]
    assert not SlaFiring.objects.filter(clock__metric="first_response", repeat_at__gt=HALF).exists()


def test_what_sleeps_is_not_repeated(cast: Cast) -> None:
    _step(50, repeat_seconds=86400)
    case = ticket(cast.rosa)
    sweep(at=later(days=3, hours=12))
    wait_for_customer(
        ticket_id=case.pk, actor=by(cast.ana), at=later(days=3, hours=13), is_override=True
    )
    sweep(at=later(days=5))

    resolution = case.clocks.get(metric="resolution")
    assert resolution.state == SlaClock.State.PAUSED
    assert resolution.firings.get(level=50).repeats == 0


def test_nobody_acknowledges_twice(cast: Cast) -> None:
    case = ticket(cast.rosa)
    sweep(at=HALF)
    acknowledge(ticket_id=case.pk, actor=by(cast.teo), at=HALF)
    with pytest.raises(Conflict):
        acknowledge(ticket_id=case.pk, actor=by(cast.ana), at=HALF)


def test_a_rung_raises_the_tier_and_hands_over_in_the_same_breath(cast: Cast) -> None:
    _step(75, raises_tier=True)
    case = ticket(cast.rosa)
    sweep(at=later(hours=18))

    case.refresh_from_db()
    # Tier 2 promises a first reply in 4 h and gives the ticket to the lead at 6 h: both are past.
    assert (case.tier_id, case.owner_id) == (2, cast.teo.pk)
    first = case.clocks.get(metric="first_response")
    assert (first.breach.reason, first.breached_at) == ("retarget", later(hours=18))
    assert {f.level: f.is_superseded for f in first.firings.all()} == {
        50: True,
        75: False,
        100: True,
        150: True,
        200: False,
    }


def test_one_clock_that_cannot_be_reckoned_holds_up_no_other(cast: Cast) -> None:
    faulty, sound = ticket(cast.rosa), ticket(cast.rosa)
    calendar = faulty.clocks.get(metric="assignment").calendar
    calendar.versions.update(tz="Nowhere/Land")
    due = later(hours=30)
    sweep(at=due)

    for case in (faulty, sound):
        assert case.clocks.get(metric="first_response").breached_at == later(hours=24)
        stuck = case.clocks.get(metric="assignment")
        assert stuck.next_fire_at == due + timedelta(minutes=5)
        assert "Nowhere/Land" in stuck.fault

    calendar.versions.update(tz="Asia/Shanghai")
    sweep(at=due + timedelta(minutes=5))
    healed = faulty.clocks.get(metric="assignment")
    assert (healed.fault, healed.breached_at) == ("", later(hours=8))


def test_automations_are_named_in_the_chain(cast: Cast) -> None:
    case = ticket(cast.rosa)
    sweep(at=HALF)
    event = case.events.get(code="sla.warned", data__metric="first_response")
    assert Actor(event.actor_kind, event.actor_id, event.actor_name) == Actor.automation("sla")
