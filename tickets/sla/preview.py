"""What a proposed policy or calendar would do to the clocks that run now. Reads, never writes.

The preview runs the very code that applies a change, on clocks in memory, so that it can't tell
another story than the change itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import batched

from django.db.models import Exists, F, OuterRef, QuerySet

from tickets.configuration import CalendarInForce, Configuration, PolicyInForce
from tickets.models import (
    CalendarVersion,
    SlaBreach,
    SlaClock,
    SlaPause,
    SlaPolicyVersion,
    Ticket,
)
from tickets.sla.clocks import ClockBoard

TICKETS_AT_ONCE = 500
# A page waits for it; those due first are the ones to know about.
MOST_TICKETS = 1000


@dataclass(frozen=True)
class Shift:
    """One clock that would change; `due_after` None when it would stop or stand still."""

    ticket_id: int
    number: str
    metric: str
    tier: int
    due_before: datetime | None
    due_after: datetime | None
    breaks: bool
    ends: bool


@dataclass
class Preview:
    """How many tickets were looked at, how many clocks would move, break or end, and the first.

    `total` is how many tickets have such clocks; of more than a thousand, those due first are seen.
    """

    tickets: int = 0
    total: int = 0
    moved: int = 0
    breaking: int = 0
    ended: int = 0
    rows: list[Shift] = field(default_factory=list)


def with_policy(version: SlaPolicyVersion, configuration: Configuration) -> Configuration:
    """Return the configuration as it would be with this version of its policy in force."""
    policy = version.policy
    proposed = PolicyInForce(
        policy=policy,
        category_ids=frozenset(policy.categories.values_list("pk", flat=True)),
        team_ids=frozenset(policy.teams.values_list("pk", flat=True)),
        version=version,
        targets={(target.tier_id, target.metric): target for target in version.targets.all()},
    )
    others = [entry for entry in configuration.policies if entry.policy.pk != policy.pk]
    policies = sorted(
        [*others, proposed] if policy.is_active else others,
        key=lambda entry: (entry.policy.position, entry.policy.pk),
    )
    ladders = configuration.ladders | {version.pk: tuple(version.ladder.order_by("percent"))}
    return replace(configuration, policies=tuple(policies), ladders=ladders)


def with_calendar(version: CalendarVersion, configuration: Configuration) -> Configuration:
    """Return the configuration with this (maybe unsaved) version added to its calendar."""
    known = configuration.calendars.get(version.calendar_id)
    kept = [v for v in known.versions if v.number != version.number] if known else []
    versions = tuple(sorted([*kept, version], key=lambda v: v.number))
    entry = CalendarInForce(version.calendar, versions)
    return replace(configuration, calendars=configuration.calendars | {version.calendar_id: entry})


def preview(
    proposed: Configuration, *, at: datetime, calendar_id: int | None = None, limit: int = 200
) -> Preview:
    """Return what applying `proposed` at `at` would do; with `calendar_id` to that calendar only.

    Those that would break come first. At most `limit` rows; the counts are of all.
    """
    live = SlaClock.objects.filter(state__in=SlaClock.LIVE)
    if calendar_id is not None:
        live = live.filter(calendar=calendar_id)
    tickets = Ticket.objects.filter(Exists(live.filter(ticket=OuterRef("pk"))))
    seen = Preview(total=tickets.count())
    shifts: list[Shift] = []
    first = tickets.order_by(F("next_due_at").asc(nulls_last=True), "pk")
    for board in _boards(proposed, live, first.values_list("pk", flat=True)[:MOST_TICKETS]):
        seen.tickets += 1
        for shift in _shifts(board, at, calendar_id):
            seen.moved += 1
            seen.breaking += shift.breaks
            seen.ended += shift.ends
            shifts.append(shift)
    shifts.sort(key=lambda row: (not row.breaks, row.due_after is None, row.due_after or at))
    seen.rows = shifts[:limit]
    return seen


def _boards(
    proposed: Configuration, live: QuerySet[SlaClock], ticket_ids: Iterable[int]
) -> Iterator[ClockBoard]:
    for some in batched(ticket_ids, TICKETS_AT_ONCE):
        clocks: dict[int, list[SlaClock]] = defaultdict(list)
        for clock in live.filter(ticket__in=some).select_related("target"):
            clocks[clock.ticket_id].append(clock)
        pauses: dict[int, list[SlaPause]] = defaultdict(list)
        for pause in SlaPause.objects.filter(ticket__in=some):
            pauses[pause.ticket_id].append(pause)
        for ticket in Ticket.objects.select_related("customer").filter(pk__in=some).order_by("pk"):
            yield ClockBoard(ticket, proposed, clocks[ticket.pk], pauses[ticket.pk])


def _shifts(board: ClockBoard, at: datetime, calendar_id: int | None) -> Iterator[Shift]:
    before = {clock.pk: clock.due_at for clock in board.clocks}
    if calendar_id is None:
        board.retarget(at=at, why="preview", to_latest=True)
    else:
        board.recalculate(calendar_id, at=at, why="preview")
    retarget = SlaBreach.Reason.RETARGET
    broken = {row.clock_id for row in board.breaches if row.reason == retarget}
    for clock in board.clocks:
        if clock.due_at == before[clock.pk] and clock.is_live and clock.pk not in broken:
            continue
        yield Shift(
            ticket_id=board.ticket.pk,
            number=board.ticket.number,
            metric=clock.metric,
            tier=board.ticket.tier_id,
            due_before=before[clock.pk],
            due_after=clock.due_at if clock.is_live else None,
            breaks=clock.pk in broken,
            ends=not clock.is_live,
        )
