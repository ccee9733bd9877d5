"""A ticket as a line of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.query import ValuesListIterable

from tickets import states
from tickets.models import Ticket

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets


class Line(NamedTuple):
    """What is read of a ticket that stands in a list: a fifth of it, and no instance."""

    pk: int
    number: str
    subject: str
    status: str
    round: int
    version: int
    risk_flags: tuple[str, ...]
    channel: str
    next_due_at: datetime | None
    received_at: datetime
    last_customer_message_at: datetime | None
    last_agent_message_at: datetime | None
    is_key_issue: bool
    tier_id: int
    team_id: int
    customer__name: str
    owner_id: int | None
    owner__display_name: str | None

    @property
    def is_live(self) -> bool:
        return self.status in states.LIVE


def _line(row: Sequence[Any]) -> Line:
    line = Line._make(row)
    return line._replace(risk_flags=tuple(line.risk_flags))


class Lines(ValuesListIterable):
    make = staticmethod(_line)

    def __iter__(self) -> Iterator[Line]:
        return map(self.make, super().__iter__())


def rows_of(tickets: Tickets) -> QuerySet[Ticket, Line]:
    """Read what a row shows and nothing else."""
    lines: Any = tickets.values_list(*Line._fields)
    lines._iterable_class = Lines
    return lines
