"""The tickets before and after one, in the queue it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict

from tickets.addressing import address
from tickets.models import Ticket
from tickets.queries.facets import BadValue, Reader
from tickets.queries.filters import QueueFilter
from tickets.queries.kept_queue import beside_in
from tickets.queries.paging import Page

if TYPE_CHECKING:
    from tickets.queries.lines import Line

WITHIN = "within"
"""The parameter that carries the query of the queue along."""


@dataclass(frozen=True)
class Beside:
    """The tickets beside one, None at an end; the address of the queue, and what carries it on."""

    previous: int | None
    following: int | None
    queue_url: str
    carried: str

    @property
    def previous_url(self) -> str:
        return self._url("desk:ticket", self.previous)

    @property
    def next_url(self) -> str:
        return self._url("desk:ticket", self.following)

    @property
    def previous_preview(self) -> str:
        return self._url("desk:preview", self.previous)

    @property
    def next_preview(self) -> str:
        return self._url("desk:preview", self.following)

    def _url(self, page: str, ticket_id: int | None) -> str:
        return address(page, ticket_id) + self.carried if ticket_id else ""


def beside(ticket: Line | Ticket, reader: Reader, within: str) -> Beside:
    """Return what stands beside `ticket` in the queue of the query `within`.

    A query that means nothing any more is the default queue.
    """
    try:
        wanted = QueueFilter.from_query(QueryDict(within))
        return _beside(wanted, beside_in(wanted, ticket, reader))
    except BadValue:
        wanted = QueueFilter({})
        return _beside(wanted, beside_in(wanted, ticket, reader))


def beside_on_page(wanted: QueueFilter, page: Page, row: Line) -> Beside | None:
    """Return what stands beside a row of a queue's page; None where another page is needed."""
    place = page.rows.index(row)
    is_first, is_last = place == 0, place == len(page.rows) - 1
    if (is_first and page.before) or (is_last and page.after):
        return None
    before = None if is_first else page.rows[place - 1].pk
    return _beside(wanted, (before, None if is_last else page.rows[place + 1].pk))


def _beside(wanted: QueueFilter, keys: tuple[int | None, int | None]) -> Beside:
    query, home = wanted.query(), address("desk:queue")
    previous, following = keys
    return Beside(
        previous=previous,
        following=following,
        queue_url=f"{home}?{query}" if query else home,
        carried=carried(query),
    )


def carried(within: str) -> str:
    """Return what an address ends in so that its page knows the queue."""
    return f"?{urlencode({WITHIN: within})}" if within else ""
