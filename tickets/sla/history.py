"""What really happened to the clocks of many tickets, read set-based for `tickets.sla.simulate`.

A ticket's facts (kind, category, tier, team ...) are known for every moment: those it has now, and
its events say what each was before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tickets.models import (
    Metric,
    SlaBreach,
    SlaClock,
    SlaClockEvent,
    SlaPause,
    Ticket,
    TicketEvent,
)

CLOCK_COLUMNS = (
    "ticket_id",
    "pk",
    "metric",
    "cycle",
    "policy_version_id",
    "calendar_id",
    "state",
    "started_at",
    "due_at",
    "stopped_at",
    "breached_at",
)
FACT_COLUMNS = (
    "pk",
    "kind",
    "category_id",
    "tier_id",
    "channel",
    "team_id",
    "language",
    "customer__customer_tier",
    "round",
)
RECLASSIFIED = frozenset({"kind", "category_id", "tier_id", "language"})
# A promise that had broken when its clock was cancelled ends as broken.
MAYBE_CANCELLED = (SlaClock.State.CANCELLED, SlaClock.State.BREACHED_STOPPED)
CHANGES = ("ticket.reclassified", "ticket.reopened", "ticket.reopen_undone")


class PastFacts(NamedTuple):
    """What policies look at, as it once was; `customer` leads to its tier as on a ticket."""

    kind: str
    category_id: int | None
    tier_id: int
    channel: str
    team_id: int
    language: str
    customer_tier: str
    round: int

    @property
    def customer(self) -> PastFacts:
        return self


PastPause = tuple[datetime, datetime | None, str]
Timeline = tuple[tuple[datetime | None, PastFacts], ...]


@dataclass(slots=True)
class PastClock:
    """One clock as it went. `known_at` is when it was started, where that is not its start;
    `earlier_start` (moment, start until then) of one that a merge dated back.
    """

    ticket_id: int
    pk: int
    metric: str
    cycle: int
    policy_version_id: int
    calendar_id: int
    state: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    cancelled_at: datetime | None = None
    known_at: datetime | None = None
    is_dated_at_discovery: bool = False
    earlier_start: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket's facts over time, its pauses as pure functions take them, and its clocks."""

    pk: int
    timeline: Timeline
    pauses: tuple[PastPause, ...]
    clocks: tuple[PastClock, ...]

    def facts_at(self, moment: datetime) -> PastFacts:
        begun = [facts for since, facts in self.timeline if since is None or since <= moment]
        return begun[-1]


def past_of(tickets: QuerySet[Ticket]) -> Iterator[PastTicket]:
    """Yield what happened to each of these tickets: five to seven queries for all of them."""
    rows = {row[0]: PastFacts(*row[1:]) for row in tickets.values_list(*FACT_COLUMNS)}
    timelines = _timelines(rows)
    pauses = defaultdict(list)
    stood_still = SlaPause.objects.filter(ticket__in=_keys(rows))
    columns = ("ticket_id", "from_at", "to_at", "status")
    for ticket_id, begin, end, status in stood_still.values_list(*columns):
        pauses[ticket_id].append((begin, end, status))
    clocks = _clocks(rows, changed=[pk for pk in rows if len(timelines[pk]) > 1])
    for pk in rows:
        yield PastTicket(pk, timelines[pk], tuple(pauses.get(pk, ())), tuple(clocks.get(pk, ())))


def _keys(wanted: Collection[int]) -> RawSQL:
    """Many keys as one array: Django would ask the field about each, a third of all the reading."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(wanted)])  # nosec B611: nothing is spliced in


# --- Facts over time -------------------------------------------------------------------------


def _timelines(facts: Mapping[int, PastFacts]) -> dict[int, Timeline]:
    events = defaultdict(list)
    moved = Q(code__in=CHANGES) | Q(code="ticket.routed", data__has_key="from")
    rows = TicketEvent.objects.filter(moved, ticket__in=_keys(facts)).order_by("ticket_id", "seq")
    for ticket_id, code, at, data in rows.values_list("ticket_id", "code", "at", "data"):
        events[ticket_id].append((code, at, data))
    opened = TicketEvent.objects.filter(ticket__in=_keys(events), code="ticket.opened")
    tiers = dict(opened.values_list("ticket_id", "data__tier"))
    return {
        pk: _timeline(now, _undoings(events[pk], tiers.get(pk, now.tier_id)))
        if pk in events
        else ((None, now),)
        for pk, now in facts.items()
    }


def _undoings(
    events: Iterable[tuple[str, datetime, dict[str, Any]]], tier: int
) -> list[tuple[datetime, dict[str, Any]]]:
    """For each change, when it was and what the changed facts had been before."""
    found = []
    for code, at, data in events:
        before: dict[str, Any]
        if code == "ticket.reclassified":
            changed = {k: v for k, v in data["changed"].items() if k in RECLASSIFIED}
            before = {name: change["from"] for name, change in changed.items()}
            tier = changed["tier_id"]["to"] if "tier_id" in changed else tier
        elif code == "ticket.routed":
            before = {"team_id": data["from"]}
        elif code == "ticket.reopened":
            before = {"round": data["round"] - 1, "tier_id": tier}
            tier = data["tier"]
        else:
            before = {"round": data["round"]}
        found.append((at, before))
    return found


def _timeline(now: PastFacts, undoings: list[tuple[datetime, dict[str, Any]]]) -> Timeline:
    """Walk back from what holds now; of several changes in one second the last stands."""
    steps: list[tuple[datetime | None, PastFacts]] = []
    facts, seen = now, None
    for at, before in reversed(undoings):
        if at != seen:
            steps.append((at, facts))
        facts, seen = facts._replace(**before), at
    steps.append((None, facts))
    return tuple(reversed(steps))


# --- Clocks ----------------------------------------------------------------------------------


def _clocks(ticket_ids: Collection[int], *, changed: Collection[int]) -> dict[int, list[PastClock]]:
    """The clocks of the tickets; of those whose facts `changed` also when each was started."""
    found: dict[int, list[PastClock]] = defaultdict(list)
    by_key: dict[int, PastClock] = {}
    rows = SlaClock.objects.filter(ticket__in=_keys(ticket_ids)).order_by("pk")
    for row in rows.values_list(*CLOCK_COLUMNS):
        clock = PastClock(*row)
        found[clock.ticket_id].append(clock)
        by_key[clock.pk] = clock
    breaches = SlaBreach.objects.filter(ticket__in=_keys(ticket_ids))
    dated = breaches.exclude(reason=SlaBreach.Reason.DUE)
    late = set(dated.values_list("clock_id", flat=True))
    changed = set(changed)
    clocks = by_key.values()
    begun = [c.pk for c in clocks if c.pk in late or c.ticket_id in changed]
    for pk, at in _events(begun, SlaClockEvent.Code.STARTED, "at"):
        by_key[pk].known_at = at
    ended = [c.pk for c in clocks if c.state in MAYBE_CANCELLED]
    for pk, at in _events(ended, SlaClockEvent.Code.CANCELLED, "at"):
        by_key[pk].cancelled_at = at
    replies = [c.pk for c in clocks if c.metric == Metric.NEXT_REPLY]
    for pk, at, before in _events(
        replies, SlaClockEvent.Code.ADJUSTED, "at", "data__before__started_at"
    ):
        by_key[pk].earlier_start = (at, datetime.fromisoformat(before))
    for pk in late:
        by_key[pk].is_dated_at_discovery = by_key[pk].known_at == by_key[pk].breached_at
    return found


def _events(clock_ids: list[int], code: str, *columns: str) -> Iterable[tuple]:
    """What these clocks' events of one code say; the first of a clock comes last, and stands."""
    if not clock_ids:
        return ()
    told = SlaClockEvent.objects.filter(clock__in=_keys(clock_ids), code=code)
    return told.order_by("-pk").values_list("clock_id", *columns)
