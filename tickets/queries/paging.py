"""Pages by key: what stands after (or before) the last row seen, never an offset.

A key is the sort columns and the id of a row, so a page costs the same anywhere in the list and
nothing is shown twice when rows come in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet, Value

from tickets.models import Ticket
from tickets.queries.facets import BadValue, moment, number
from tickets.queries.filters import DUE, NEWEST, OLDEST

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

type Row = Any
"""However rows are read, they have pk and the columns they are sorted by."""

PAGE_SIZE = 50
NEVER = "never"
# Where the stretches after a key begin to count; there are three at most before it.
AFTER = 10


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    after: str = ""
    before: str = ""


def take_page(
    tickets: QuerySet[Ticket, Any], *, order: str, after: str = "", before: str = ""
) -> Page:
    """Return the page after or before a key; the first page without one. Raises BadValue."""
    backwards = bool(before) and not after
    key = after or before
    rows: list[Row] = []
    for stretch in _stretches(order, key, backwards) if key else [Q()]:
        there = _sorted(tickets.filter(stretch), order, backwards)
        rows += there[: PAGE_SIZE + 1 - len(rows)]
        if len(rows) > PAGE_SIZE:
            break
    has_more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_next, has_previous = (bool(rows), has_more) if backwards else (has_more, bool(key))
    return Page(
        rows,
        after=key_of(rows[-1], order) if rows and has_next else "",
        before=key_of(rows[0], order) if rows and has_previous else "",
    )


def first_rows(tickets: QuerySet[Ticket, Any], order: str) -> QuerySet[Ticket, Any]:
    """Return the rows of the first page, and the one that says whether there is another."""
    return _sorted(tickets, order, backwards=False)[: PAGE_SIZE + 1]


def first_page(rows: list[Row], *, order: str) -> Page:
    """Return the page that `first_rows` read."""
    shown = rows[:PAGE_SIZE]
    return Page(shown, after=key_of(shown[-1], order) if len(rows) > PAGE_SIZE else "")


def nearest(found: Iterable[tuple[int, int]]) -> tuple[int | None, int | None]:
    """Return the keys of the tickets before and after one, from the rows of `looks_beside`."""
    ranked = sorted(found)
    before = next((pk for place, pk in ranked if place < AFTER), None)
    return before, next((pk for place, pk in ranked if place >= AFTER), None)


def looks_beside(tickets: Tickets, key: str, *, order: str) -> QuerySet[Any, tuple[int, int]]:
    """Return the rows (place, key) nearest to a key in a queue; its ticket need not be in it.

    One statement: the first row of each stretch that lies before or after, nearest first.
    """
    looks = [
        _sorted(tickets.filter(stretch), order, backwards)
        .annotate(place=Value(place + (0 if backwards else AFTER)))
        .values_list("place", "pk")[:1]
        for backwards in (True, False)
        for place, stretch in enumerate(_stretches(order, key, backwards))
    ]
    return looks[0].union(*looks[1:], all=True)


def _sorted(tickets: QuerySet[Ticket, Any], order: str, backwards: bool) -> QuerySet[Ticket, Any]:
    if order == DUE:
        due = F("next_due_at")
        first = due.desc(nulls_first=True) if backwards else due.asc(nulls_last=True)
        sign = "-" if backwards else ""
        return tickets.order_by(first, f"{sign}tier_id", f"{sign}id")
    sign = "-" if (order == NEWEST) != backwards else ""
    return tickets.order_by(f"{sign}received_at", f"{sign}id")


def key_of(row: Row, order: str) -> str:
    if order == DUE:
        due = row.next_due_at.isoformat() if row.next_due_at else NEVER
        return f"{due}~{row.tier_id}~{row.pk}"
    return f"{row.received_at.isoformat()}~{row.pk}"


# --- What lies beyond a key ------------------------------------------------------------------


def _stretches(order: str, key: str, backwards: bool) -> list[Q]:
    """Return what lies beyond the key in the order it is read. Raises BadValue.

    Each stretch is one range of an index. "After this moment or without one" would be true and
    short, but no range: the database then reads all pages before, and page 1,000 a thousand times
    what the first one costs.
    """
    parts = key.split("~")
    if order == DUE and len(parts) == 3:
        due = None if parts[0] == NEVER else moment(parts[0])
        return _beyond_due(due, number(parts[1]), number(parts[2]), backwards)
    if order in (NEWEST, OLDEST) and len(parts) == 2:
        way = "lt" if (order == NEWEST) != backwards else "gt"
        return [
            _beyond("received_at", moment(parts[0]), way, _further("id", number(parts[1]), way))
        ]
    raise BadValue(key)


def _beyond_due(due: datetime | None, tier: int, pk: int, backwards: bool) -> list[Q]:
    """Tickets without a due moment come last."""
    way = "lt" if backwards else "gt"
    same_tier, further = Q(tier_id=tier) & _further("id", pk, way), _further("tier_id", tier, way)
    undated = Q(next_due_at__isnull=True)
    if due is None:
        there = [undated & same_tier, undated & further]
        return [*there, ~undated] if backwards else there
    dated = _beyond("next_due_at", due, way, further | same_tier)
    return [dated] if backwards else [dated, undated]


def _beyond(field: str, value: datetime, way: str, tied: Q) -> Q:
    """Past the value, or at it and past the rest of the key; the first half bounds the index."""
    return Q(**{f"{field}__{way}e": value}) & (_further(field, value, way) | tied)


def _further(field: str, value: datetime | int, way: str) -> Q:
    return Q(**{f"{field}__{way}": value})
