"""What a facet is, how its values are read from an address, and the facets that compare a field.

Values come from outside, so each facet turns them into facts or raises `BadValue`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from tickets import display
from tickets.configuration import Configuration
from tickets.models import User

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets


class BadValue(ValueError):
    """A value in the address that means nothing."""


@dataclass(frozen=True)
class Reader:
    """Who asks, when, and of which desk: what `owner=me` and `overdue=1` mean."""

    user: User
    now: datetime
    settings: Configuration


@dataclass(frozen=True)
class Facet:
    """`narrow` takes all values of the parameter at once; several mean one of them."""

    name: str
    label: Any
    narrow: Callable[[Tickets, list[str], Reader], Tickets]
    words: Callable[[str, Reader], str]
    # Whether it asks about the past too: then ended tickets are shown without being asked for.
    looks_back: bool = False


# --- Reading values --------------------------------------------------------------------------


def number(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:
        raise BadValue(value)
    return int(value)


def one_of(value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise BadValue(value)
    return value


def moment(value: str) -> datetime:
    """Read `2026-11-24` (its first moment in the reader's zone) or a full ISO moment."""
    try:
        day, at = parse_date(value), parse_datetime(value)
    except ValueError as error:
        raise BadValue(value) from error
    if day is not None:
        at = datetime.combine(day, time())
    if at is None:
        raise BadValue(value)
    return at if timezone.is_aware(at) else timezone.make_aware(at)


# --- Facets that compare a field -------------------------------------------------------------


def choice(name: str, label: Any, choices: type[Any], field: str = "") -> Facet:
    def narrow(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        codes = [one_of(value, choices.values) for value in values]
        return tickets.filter(**{f"{field or name}__in": codes})

    return Facet(name, label, narrow, lambda value, reader: str(choices(value).label))


def row(name: str, label: Any, rows: Callable[[Configuration], dict[int, Any]]) -> Facet:
    def narrow(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        return tickets.filter(**{f"{name}__in": [number(value) for value in values]})

    def words(value: str, reader: Reader) -> str:
        row = rows(reader.settings).get(number(value))
        return str(row.name) if row else gettext("unknown")

    return Facet(name, label, narrow, words)


def period(name: str, label: Any, field: str, lookup: str) -> Facet:
    def narrow(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        return tickets.filter(**{f"{field}__{lookup}": moment(values[0])})

    def words(value: str, reader: Reader) -> str:
        return display.moment(moment(value), now=reader.now)

    return Facet(name, label, narrow, words, looks_back=True)


def switch(name: str, label: Any, narrow: Callable[[Tickets, Reader], Tickets]) -> Facet:
    """`?overdue=1`: on, and nothing else."""

    def switched(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        one_of(values[0], ("1",))
        return narrow(tickets, reader)

    return Facet(name, "", switched, lambda value, reader: str(label))
