"""Why a clock is due when it is: its promise, every stretch of time, and what comes next.

A read for screens and the API. The arithmetic is the walk of `tickets.sla.calendar` itself, so what
is shown is what was reckoned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tickets.configuration import Configuration
from tickets.models import SlaClock, SlaPause, SlaTarget, Ticket
from tickets.sla import measures
from tickets.sla.calendar import Stretch, explain_due, stretches
from tickets.sla.measures import Level
from tickets.sla.promises import matched_conditions

Pauses = list[tuple[datetime, datetime | None, str]]


@dataclass(frozen=True)
class Explanation:
    """`stretches` lead from the start to the due time, or to `until` where there is none.

    `left_seconds` is open time at `now`, negative when over, None once stopped. `next_level` is
    the rung of the ladder still to come; `matched` names the conditions that chose the policy.
    """

    clock: SlaClock
    policy_name: str
    policy_version: int
    matched: tuple[str, ...]
    calendar_name: str
    calendar_zone: str
    stretches: tuple[Stretch, ...]
    spent_seconds: int
    left_seconds: int | None
    next_level: Level | None

    @property
    def percent_used(self) -> float | None:
        if not self.clock.budget_seconds:
            return None
        return 100 * self.spent_seconds / self.clock.budget_seconds


def explain(
    clock: SlaClock,
    *,
    ticket: Ticket,
    pauses: Iterable[SlaPause],
    now: datetime,
    settings: Configuration,
) -> Explanation:
    """Explain one clock as it stands at `now`. Its policy version must be loaded with it."""
    pauses = list(pauses)
    applying = measures.pauses_of(clock, pauses)
    reached = min(now, clock.stopped_at or now)
    spent = measures.elapsed_of(clock, clock.started_at, reached, pauses, settings)
    version = clock.policy_version
    calendar = measures.calendar_of(clock, settings)
    levels = measures.levels_of(clock, ticket.tier_id, pauses, settings) if clock.is_live else []
    return Explanation(
        clock=clock,
        policy_name=version.policy.name,
        policy_version=version.number,
        matched=_matched(version.policy_id, settings),
        calendar_name=calendar.calendar.name,
        calendar_zone=calendar.version_at(clock.started_at).tz,
        stretches=tuple(_stretches(clock, applying, reached, settings)),
        spent_seconds=spent,
        left_seconds=clock.budget_seconds - spent if clock.is_live else None,
        next_level=next(iter(levels), None),
    )


def _matched(policy_id: int, settings: Configuration) -> tuple[str, ...]:
    for entry in settings.policies:
        if entry.policy.pk == policy_id:
            return matched_conditions(entry)
    return ()


def _stretches(
    clock: SlaClock, pauses: Pauses, reached: datetime, settings: Configuration
) -> Iterable[Stretch]:
    """The walk to the due time; up to now while nothing says when the clock goes on."""
    composite = measures.calendar_of(clock, settings).composite
    if clock.kind != SlaTarget.Kind.DURATION:
        return stretches(clock.started_at, clock.due_at or reached, composite)
    if any(end is None for _begin, end, _cause in pauses):
        return stretches(clock.started_at, reached, composite, pauses)
    return explain_due(clock.started_at, clock.budget_seconds, composite, pauses).stretches
