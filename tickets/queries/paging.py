"""Pages by key: what stands after (or before) the last row seen, never an offset.

A key is the sort columns and the id of a row, so a page costs the same anywhere in the list and
nothing is shown twice when rows come in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from tickets.models import Ticket
from tickets.queries.facets import BadValue, moment, number
from tickets.queries.filters import DUE, NEWEST, OLDEST

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

PAGE_SIZE = 50
NEVER = "never"


@dataclass(frozen=True)
class Page:
    rows: list[Ticket]
    after: str = ""
    before: str = ""


def take_page(tickets: Tickets, *, order: str, after: str = "", before: str = "") -> Page:
    """Return the page after or before a key; the first page without one. Raises BadValue."""
    backwards = bool(before) and not after
    key = after or before
    if key:
        tickets = tickets.filter(_beyond(order, key, backwards))
    rows = list(_sorted(tickets, order, backwards)[: PAGE_SIZE + 1])
    has_more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_next, has_previous = (bool(rows), has_more) if backwards else (has_more, bool(key))
    return Page(
        rows,
        after=_key(rows[-1], order) if rows and has_next else "",
        before=_key(rows[0], order) if rows and has_previous else "",
    )


def _sorted(tickets: Tickets, order: str, backwards: bool) -> Tickets:
    if order == DUE:
        due = F("next_due_at")
        first = due.desc(nulls_first=True) if backwards else due.asc(nulls_last=True)
        sign = "-" if backwards else ""
        return tickets.order_by(first, f"{sign}tier_id", f"{sign}id")
    sign = "-" if (order == NEWEST) != backwards else ""
    return tickets.order_by(f"{sign}received_at", f"{sign}id")


def _key(row: Ticket, order: str) -> str:
    if order == DUE:
        due = row.next_due_at.isoformat() if row.next_due_at else NEVER
        return f"{due}~{row.tier_id}~{row.pk}"
    return f"{row.received_at.isoformat()}~{row.pk}"


def _beyond(order: str, key: str, backwards: bool) -> Q:
    parts = key.split("~")
    if order == DUE and len(parts) == 3:
        due = None if parts[0] == NEVER else moment(parts[0])
        return _beyond_due(due, number(parts[1]), number(parts[2]), backwards)
    if order in (NEWEST, OLDEST) and len(parts) == 2:
        way = "lt" if (order == NEWEST) != backwards else "gt"
        at, pk = moment(parts[0]), number(parts[1])
        return Q(**{f"received_at__{way}": at}) | Q(received_at=at, **{f"id__{way}": pk})
    raise BadValue(key)


def _beyond_due(due: datetime | None, tier: int, pk: int, backwards: bool) -> Q:
    way = "lt" if backwards else "gt"
    same_due = Q(next_due_at__isnull=True) if due is None else Q(next_due_at=due)
    tied = same_due & (Q(**{f"tier_id__{way}": tier}) | Q(tier_id=tier, **{f"id__{way}": pk}))
    if due is None:
        return tied | Q(next_due_at__isnull=False) if backwards else tied
    further = Q(**{f"next_due_at__{way}": due})
    return tied | further if backwards else tied | further | Q(next_due_at__isnull=True)
