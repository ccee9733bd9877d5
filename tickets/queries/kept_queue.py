"""What every queue and every ticket page asks of a queue, by statements that are kept.

A queue that a moment or the reader's time zone takes part in is asked for as a queryset instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from tickets import access, configuration
from tickets.kept_sql import Kept
from tickets.models import Ticket, User
from tickets.queries.counting import CAP, count_many
from tickets.queries.facets import Reader
from tickets.queries.filters import DUE, QueueFilter
from tickets.queries.lines import Line, rows_of
from tickets.queries.paging import (
    NEVER,
    Page,
    first_page,
    first_rows,
    key_of,
    looks_beside,
    nearest,
    take_page,
)

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

# The facets that ask for nothing but the reader's key and the configuration.
TIMELESS = frozenset(
    {"status", "tier", "team", "owner", "kind", "category", "risk", "round_min", "paused"}
)
NO_MOMENT = datetime.max.replace(tzinfo=UTC)


def page_of(wanted: QueueFilter, reader: Reader, *, after: str = "", before: str = "") -> Page:
    """Return a page of the queue. Raises BadValue for a key or a filter that means nothing."""
    if after or before or not _is_timeless(wanted):
        rows = rows_of(_tickets_now(wanted, reader))
        return take_page(rows, order=wanted.sorted_by, after=after, before=before)
    first = _first.all(reader.user.pk, order=wanted.sorted_by, **_shape(wanted, reader))
    return first_page(first, order=wanted.sorted_by)


def count_of(wanted: QueueFilter, reader: Reader) -> int:
    """Return how many tickets stand in the queue; not more than the cap."""
    if not _is_timeless(wanted):
        return count_many({"all": _tickets_now(wanted, reader)})["all"]
    return _counted.count(reader.user.pk, **_shape(wanted, reader))


def beside_in(
    wanted: QueueFilter, ticket: Line | Ticket, reader: Reader
) -> tuple[int | None, int | None]:
    """Return the keys of the tickets before and after one in the queue. Raises BadValue."""
    order = wanted.sorted_by
    if not _is_timeless(wanted):
        look = looks_beside(_tickets_now(wanted, reader), key_of(ticket, order), order=order)
        return nearest(look)
    shape = _shape(wanted, reader) | {"is_dated": ticket.next_due_at is not None}
    if order != DUE:
        values: tuple[Any, ...] = (ticket.received_at, ticket.pk)
    elif ticket.next_due_at is None:
        values = (ticket.tier_id, ticket.pk)
    else:
        values = (ticket.next_due_at, ticket.tier_id, ticket.pk)
    return nearest(_beside.all(reader.user.pk, *values, order=order, **shape))


def _tickets_now(wanted: QueueFilter, reader: Reader) -> Tickets:
    return wanted.narrow(access.tickets_for(reader.user), reader)


def _is_timeless(wanted: QueueFilter) -> bool:
    return wanted.values.keys() <= TIMELESS


def _shape(wanted: QueueFilter, reader: Reader) -> dict[str, Any]:
    """What the SQL of a queue depends on; the revision, because categories have children."""
    return {
        "narrowed_by": tuple(wanted.values.items()),
        "sight": access.sight_of(reader.user),
        "revision": reader.settings.revision,
    }


def _tickets(
    user_id: int, narrowed_by: Sequence[tuple[str, tuple[str, ...]]], sight: str, revision: int
) -> Tickets:
    reader = Reader(User(pk=user_id), NO_MOMENT, configuration.current())
    return QueueFilter(dict(narrowed_by)).narrow(access.tickets_within(user_id, sight), reader)


def _look(
    user_id: int, *key: Any, order: str, is_dated: bool, **shape: Any
) -> QuerySet[Any, tuple[int, int]]:
    parts = [part.isoformat() if isinstance(part, datetime) else str(part) for part in key]
    if order == DUE and not is_dated:
        parts.insert(0, NEVER)
    return looks_beside(_tickets(user_id, **shape), "~".join(parts), order=order)


_first = Kept(
    lambda user_id, *, order, **shape: first_rows(rows_of(_tickets(user_id, **shape)), order)
)
_counted = Kept(
    lambda user_id, **shape: _tickets(user_id, **shape).order_by().values_list("pk")[:CAP]
)
_beside = Kept(_look)
