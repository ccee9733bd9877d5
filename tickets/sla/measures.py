"""The arithmetic of one clock, on the calendars of the configuration. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tickets.configuration import CalendarInForce, Configuration
from tickets.models import LadderStep, Metric, SlaClock, SlaPause, SlaTarget
from tickets.sla.calendar import due_at, elapsed
from tickets.sla.deadlines import date_deadline
from tickets.sla.ladder import fire_at

BREACH_LEVEL = 100
# A stop in the due second is met, so a breach is looked for strictly after it.
STRICTLY_AFTER = timedelta(microseconds=1)

PAUSED_BY_CUSTOMER = frozenset({Metric.RESOLUTION, Metric.PERIODIC_UPDATE})
# Not on the ladder: an acknowledgement is judged, nobody is paged about one.
WITHOUT_LADDER = frozenset({Metric.ACKNOWLEDGEMENT})
MIN_REOPEN_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Level:
    """A level of a clock's ladder and when it is reached; `step` is None for a bare 100 %."""

    percent: int
    moment: datetime | None
    step: LadderStep | None

    @property
    def fires_from(self) -> datetime | None:
        if self.moment is None or self.percent != BREACH_LEVEL:
            return self.moment
        return self.moment + STRICTLY_AFTER

    def is_reached(self, at: datetime) -> bool:
        return self.fires_from is not None and self.fires_from <= at


def pausing_statuses(clock: SlaClock) -> frozenset[str]:
    """Return the ticket statuses in which this clock stands still (SLA.md section 2)."""
    return statuses_that_pause(clock.metric, clock.kind, pauses_on_hold=clock.pauses_on_hold)


def statuses_that_pause(metric: str, kind: str, *, pauses_on_hold: bool) -> frozenset[str]:
    if kind != SlaTarget.Kind.DURATION or metric not in PAUSED_BY_CUSTOMER:
        return frozenset()
    on_hold = {"on_hold"} if metric == Metric.RESOLUTION and pauses_on_hold else set()
    return frozenset({"waiting_customer"} | on_hold)


def pauses_of(
    clock: SlaClock, pauses: Iterable[SlaPause]
) -> list[tuple[datetime, datetime | None, str]]:
    """Return the pauses of its ticket that count for this clock, as pure functions take them."""
    statuses = pausing_statuses(clock)
    return [(p.from_at, p.to_at, p.status) for p in pauses if p.status in statuses]


def calendar_of(clock: SlaClock, configuration: Configuration) -> CalendarInForce:
    return configuration.calendars[clock.calendar_id]


def due_of(
    clock: SlaClock, pauses: Iterable[SlaPause], configuration: Configuration
) -> datetime | None:
    """Return when the clock's time is used up; date deadlines never move."""
    if clock.kind != SlaTarget.Kind.DURATION:
        return clock.due_at
    composite = calendar_of(clock, configuration).composite
    return due_at(clock.started_at, clock.budget_seconds, composite, pauses_of(clock, pauses))


def elapsed_of(
    clock: SlaClock,
    start: datetime,
    end: datetime,
    pauses: Iterable[SlaPause],
    configuration: Configuration,
) -> int:
    """Return the open, unpaused seconds of [start, end) for this clock."""
    composite = calendar_of(clock, configuration).composite
    return int(elapsed(start, end, composite, pauses_of(clock, pauses)))


def budget_of(target: SlaTarget, *, round_: int, tier: int, reopen_seconds: int | None) -> int:
    """Return the seconds a clock of this target has; a later round of solving it has its own.

    Without a budget of its own it is half of the tier's, at least four hours; all of it in tier 1.
    """
    if target.metric != Metric.RESOLUTION or round_ == 1:
        return target.amount
    if reopen_seconds is not None:
        return reopen_seconds
    if tier == 1:
        return target.amount
    return max((target.amount + 1) // 2, MIN_REOPEN_SECONDS)


def due_anew(
    clock: SlaClock, pauses: Iterable[SlaPause], configuration: Configuration
) -> datetime | None:
    """Return the due time as its calendar says now; that of a date deadline may move too."""
    if clock.kind != SlaTarget.Kind.DURATION:
        return deadline_of(clock, configuration)[0]
    return due_of(clock, pauses, configuration)


def deadline_of(clock: SlaClock, configuration: Configuration) -> tuple[datetime | None, int]:
    """Return (due, budget in open seconds) of a date deadline from the clock's start."""
    target, calendar = clock.target, calendar_of(clock, configuration)
    assert target is not None
    due = date_due(target, clock.started_at, calendar)
    if due is None:
        return None, 0
    return due, int(elapsed(clock.started_at, due, calendar.composite))


def date_due(target: SlaTarget, started_at: datetime, calendar: CalendarInForce) -> datetime | None:
    """Return when a date deadline is up; the version in force at the start says when days close."""
    close = calendar.version_at(started_at).close_of_business
    return date_deadline(
        started_at, target.amount, target.kind_rule, calendar.composite, close_of_business=close
    )


def open_time_later(
    clock: SlaClock, at: datetime, seconds: int, configuration: Configuration
) -> datetime | None:
    """Return the moment at which so much open time has passed since `at`: nobody is paged at night
    for a promise that sleeps.
    """
    return due_at(at, seconds, calendar_of(clock, configuration).composite)


def orders_of(step: LadderStep) -> dict[str, Any]:
    """Return what a rung asks for, as the facts of an event: whom to tell, what to do."""
    return told_by(step) | done_by(step)


def told_by(step: LadderStep) -> dict[str, Any]:
    data: dict[str, Any] = {"tell": list(step.tell)}
    if step.tell_team_id:
        data["tell_team"] = step.tell_team_id
    if step.tell_webhook_id:
        data["tell_webhook"] = step.tell_webhook_id
    return data


def done_by(step: LadderStep) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if step.hands_to_lead:
        data["hands_to_lead"] = True
    if step.raises_tier:
        data["raises_tier"] = True
    return data


def levels_of(
    clock: SlaClock, tier: int, pauses: Iterable[SlaPause], configuration: Configuration
) -> list[Level]:
    """Return the clock's levels in order, those above the last one fired only."""
    return list(_levels_ahead(clock, tier, pauses, configuration))


def next_level(
    clock: SlaClock, tier: int, pauses: Iterable[SlaPause], configuration: Configuration
) -> tuple[datetime | None, int | None]:
    """Return when a level fires next, and which; (None, None) while no time runs.

    By time and not by percent: a deadline by date may come before any open hour has passed. The
    levels of a duration come in order, so the first one is reckoned alone.
    """
    ahead = _levels_ahead(clock, tier, pauses, configuration)
    timed = ((level.fires_from, level.percent) for level in ahead if level.fires_from)
    if clock.kind == SlaTarget.Kind.DURATION:
        return next(timed, (None, None))
    return min(timed, default=(None, None))


def _levels_ahead(
    clock: SlaClock, tier: int, pauses: Iterable[SlaPause], configuration: Configuration
) -> Iterator[Level]:
    steps: dict[int, LadderStep | None] = {BREACH_LEVEL: None}
    if clock.metric not in WITHOUT_LADDER:
        for step in configuration.ladders.get(clock.policy_version_id, ()):
            if not step.tiers or tier in step.tiers:
                steps[step.percent] = step
    applying = pauses_of(clock, pauses)
    for percent in sorted(steps):
        if percent > clock.last_level:
            yield Level(percent, _moment(clock, percent, applying, configuration), steps[percent])


def _moment(
    clock: SlaClock,
    percent: int,
    pauses: list[tuple[datetime, datetime | None, str]],
    configuration: Configuration,
) -> datetime | None:
    if percent == BREACH_LEVEL:
        return clock.due_at
    composite = calendar_of(clock, configuration).composite
    return fire_at(percent, clock.started_at, clock.budget_seconds, composite, pauses)
