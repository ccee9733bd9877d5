"""The filter of a queue as its address says it, and what it narrows to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import cached_property

from tickets.display import listed
from tickets.queries.facets import FACETS, BadValue, Reader

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

DUE, NEWEST, OLDEST = "due", "newest", "oldest"
ORDERS = (DUE, NEWEST, OLDEST)


@dataclass(frozen=True)
class QueueFilter:
    """`values` by parameter; parameters that no facet knows were left out."""

    values: Mapping[str, tuple[str, ...]]
    order: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> QueueFilter:
        """Read an address. Raises BadValue for an order that doesn't exist."""
        order = query.get("order", "")
        if order and order not in ORDERS:
            raise BadValue(order)
        asked = cls.asked_of(query)
        return cls({name: asked[name] for name in FACETS if name in asked}, order)

    @classmethod
    def from_saved(cls, filters: Mapping[str, Any]) -> QueueFilter:
        """Read a saved queue: {"team": ["3"], "risk": "safety"}."""
        query = QueryDict(mutable=True)
        for name, value in filters.items():
            many = value if isinstance(value, list | tuple) else [value]
            query.setlist(name, [str(one) for one in many])
        return cls.from_query(query)

    @staticmethod
    def asked_of(query: QueryDict) -> dict[str, tuple[str, ...]]:
        """Return the values an address narrows by; how they are sorted isn't among them."""
        known = {name: tuple(filter(None, query.getlist(name))) for name in query if name in FACETS}
        return {name: values for name, values in known.items() if values}

    @cached_property
    def sorted_by(self) -> str:
        """What breaks first, unless ended tickets are asked for too."""
        return self.order or (DUE if self.is_live_only else NEWEST)

    @cached_property
    def is_live_only(self) -> bool:
        statuses = self.values.get("status", ())
        if statuses:
            return set(statuses) <= {"live", "new", "open", "waiting_customer", "on_hold"}
        return not any(FACETS[name].looks_back for name in self.values)

    def narrow(self, tickets: Tickets, reader: Reader) -> Tickets:
        """Return what the filter leaves of `tickets`. Raises BadValue."""
        for name, values in self.values.items():
            tickets = FACETS[name].narrow(tickets, list(values), reader)
        if "status" not in self.values and self.is_live_only:
            tickets = FACETS["status"].narrow(tickets, ["live"], reader)
        return tickets

    def without(self, name: str) -> QueueFilter:
        rest = {key: values for key, values in self.values.items() if key != name}
        return QueueFilter(rest, self.order)

    def plus(self, **values: str) -> QueueFilter:
        more = {name: (value,) for name, value in values.items()}
        return QueueFilter({**self.values, **more}, self.order)

    def query(self, **more: str) -> str:
        """Return the query string, `more` added; empty for the default queue."""
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        pairs += [("order", self.order)] if self.order else []
        return urlencode([*pairs, *((name, value) for name, value in more.items() if value)])

    def as_saved(self) -> dict[str, Any]:
        """Return what `from_saved` reads back."""
        order = {"order": self.order} if self.order else {}
        return {name: list(values) for name, values in self.values.items()} | order

    def chips(self, reader: Reader, path: str) -> list[dict[str, str]]:
        """Return the filters that are on, each with the address of the list without it."""
        return [
            {
                "name": str(FACETS[name].label),
                "value": _joined(FACETS[name].words(value, reader) for value in values),
                "url": f"{path}?{self.without(name).query()}".rstrip("?"),
            }
            for name, values in self.values.items()
        ]


def _joined(words: Iterable[str]) -> str:
    return listed(words)
