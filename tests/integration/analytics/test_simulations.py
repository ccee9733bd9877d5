"""Simulations as rows: cut into parts, worked by anybody, summed, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from analytics.models import SimulationFlip, SimulationPart, SimulationRun
from analytics.simulation import running
from analytics.simulation.running import (
    OneAtATime,
    cancel_simulation,
    start_simulation,
    work_one_part,
)
from analytics.simulation.standing import result_of
from tests.cast import START, Cast, later, ticket
from tickets.models import BusinessCalendar, SlaPolicy, SlaPolicyVersion, SlaTarget, User
from tickets.sla import publishing
from tickets.sla.sweep import sweep

WEEK = (START - timedelta(days=1), START + timedelta(days=6))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TICKETS_A_PART", 2)


def wider(seconds: int = 48 * 3600) -> SlaPolicyVersion:
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    SlaTarget.objects.filter(version=draft, tier=3, metric="first_response").update(amount=seconds)
    return draft


def started(who: User, at: datetime = START + timedelta(days=2), **more: object) -> SimulationRun:
    begins_at, ends_at = WEEK
    values = {"proposed": wider(), "begins_at": begins_at, "ends_at": ends_at} | more
    return start_simulation(requested_by=who, at=at, **values)


def work_off(at: datetime) -> int:
    parts = 0
    while work_one_part(at=at):
        parts += 1
    return parts


def test_a_run_is_worked_in_parts_and_says_what_would_have_been(cast: Cast) -> None:
    for hour in range(5):
        ticket(cast.rosa, at=later(hours=hour))
    ticket(cast.rosa, at=later(days=20))
    sweep(at=later(hours=30))

    run = started(cast.mei, at=later(hours=30))
    assert (run.tickets, run.is_running) == (5, True)
    assert work_off(later(hours=31)) == 3

    run.refresh_from_db()
    assert (run.finished_at, run.fault) == (later(hours=31), "")
    result = result_of(run)
    cells = result["metric"]["first_response"]
    assert cells == [0, 5, 0, 0, 0, 5]
    flips = SimulationFlip.objects.filter(run=run)
    assert {(f.metric, f.breaks, f.due_after - f.due_before) for f in flips} == {
        ("first_response", False, timedelta(days=1))
    }
    assert flips.count() == 5


def test_a_run_over_no_tickets_is_finished_at_once(cast: Cast) -> None:
    run = started(cast.mei)
    assert (run.tickets, run.finished_at) == (0, later(days=2))
    assert result_of(run)["clocks"] == 0


def test_one_run_of_a_person_at_a_time(cast: Cast) -> None:
    ticket(cast.rosa)
    started(cast.mei)
    with pytest.raises(OneAtATime, match="still at work"):
        started(cast.mei)
    assert started(cast.adam).is_running
    assert SimulationPart.objects.count() == 2


def test_a_cancelled_run_is_not_worked_on(cast: Cast) -> None:
    for _ in range(3):
        ticket(cast.rosa)
    run = started(cast.mei)
    work_one_part(at=later(days=2))

    assert cancel_simulation(run_id=run.pk, at=later(days=3)) is True
    assert cancel_simulation(run_id=run.pk, at=later(days=4)) is False
    assert work_off(later(days=4)) == 0
    run.refresh_from_db()
    assert (run.cancelled_at, run.finished_at) == (later(days=3), later(days=3))
    assert run.parts.filter(done_at__isnull=True).count() == 1


def test_a_calendar_that_cannot_be_read_ends_the_run_with_its_reason(cast: Cast) -> None:
    ticket(cast.rosa)
    calendar = BusinessCalendar.objects.get(code="site")
    version = calendar.versions.get()
    calendar.versions.update(tz="Mars/Olympus")
    version.refresh_from_db()

    run = started(cast.mei, proposed=version)
    work_off(later(days=3))

    run.refresh_from_db()
    assert "Mars/Olympus" in run.fault
    assert run.finished_at == later(days=3)
