"""Business time as two pure functions and the stretches that explain them (SLA.md section 1).

    due_at(start, budget_seconds, calendar, pauses) -> instant | None
    elapsed(start, end, calendar, pauses)           -> seconds

Mon-Fri 09:00 to 17:00 UTC: eight hours from Monday 10:00 are due on Tuesday 10:00; with a pause on
Monday from 13:00 to 15:00, on Tuesday 12:00. No clock, no database, no settings. Instants are aware
datetimes, exact to the microsecond.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from tickets.sla.instants import (
    DAY,
    FIRST,
    LAST,
    from_datetime,
    from_seconds,
    to_datetime,
    to_seconds,
)
from tickets.sla.intervals import Pause, PauseError, union_of_pauses
from tickets.sla.spec import CalendarError, Hours, Problem, read, validate, warnings
from tickets.sla.timeline import PAUSE, Chunk, Days, Piece, build, chunk_of, clipped, joined, runs
from tickets.sla.zones import CHUNK

__all__ = [
    "ALWAYS_OPEN",
    "HORIZON_DAYS",
    "CalendarError",
    "CalendarSpec",
    "CompositeCalendar",
    "Explanation",
    "Pause",
    "PauseError",
    "Problem",
    "Stretch",
    "due_at",
    "elapsed",
    "explain_due",
    "stretches",
    "validate",
    "warnings",
]

HORIZON_DAYS = 3 * 366
"""A due time further away than three years does not exist."""


class CalendarSpec:
    """One immutable version of a calendar. Equal contents are one object, with one cache.

    `workdays` is what `tickets.sla.deadlines` has found out about its dates.
    """

    __slots__ = ("__weakref__", "_chunks", "_days", "hours", "workdays")

    def __init__(self, hours: Hours):
        self.hours = hours
        self.workdays: dict[tuple[int, str], bool] = {}
        self._days = Days(hours)
        self._chunks: dict[int, Chunk] = {}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "CalendarSpec":
        """Read a configuration as described in `tickets.sla.spec`. Raises CalendarError."""
        return _spec(read(config))

    @property
    def tz(self) -> str:
        return self.hours.tz

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CalendarSpec) and self.hours == other.hours

    def __hash__(self) -> int:
        return hash(self.hours)

    def __repr__(self) -> str:
        return f"<CalendarSpec {self.tz}>"

    def zone_at(self, instant: int) -> str:
        return self.tz

    def chunk(self, number: int) -> Chunk:
        """The pieces of a chunk of four weeks, made once."""
        found = self._chunks.get(number)
        if found is None:
            found = self._chunks[number] = chunk_of(build(self._days, self.tz, number))
        return found

    def open_until(self) -> int:
        """An instant after which it surely never opens again."""
        day = self._days.last_opening_day()
        return LAST if day is None else (day + 2) * DAY


@lru_cache(maxsize=512)
def _spec(hours: Hours) -> CalendarSpec:
    return CalendarSpec(hours)


class CompositeCalendar:
    """The versions of a calendar, each in force from an instant on.

    `versions` are (valid_from, CalendarSpec) pairs. The earliest one also covers all time before
    it, so that an imported old ticket has a calendar; `None` as its `valid_from` says the same.
    """

    __slots__ = ("_chunks", "_open_until", "_since", "_specs", "workdays")

    def __init__(self, versions: Iterable[tuple[datetime | None, CalendarSpec]]):
        since = [
            (FIRST if valid_from is None else from_datetime(valid_from), spec)
            for valid_from, spec in versions
        ]
        if not since:
            raise ValueError("A composite calendar needs at least one version.")
        since.sort(key=lambda version: version[0])
        self._since = [instant for instant, _spec in since]
        self._specs = [spec for _since, spec in since]
        self._open_until = max(spec.open_until() for spec in self._specs)
        self._chunks: dict[int, Chunk] = {}
        self.workdays: dict[tuple[int, str], bool] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeCalendar) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple:
        return tuple(self._since), tuple(self._specs)

    def zone_at(self, instant: int) -> str:
        return self._specs[self._index(instant)].tz

    def chunk(self, number: int) -> Chunk:
        """The pieces of a chunk, each from the version in force then."""
        begin, end = number * CHUNK, (number + 1) * CHUNK
        first, last = self._index(begin), self._index(end - 1)
        if first == last:
            return self._specs[first].chunk(number)
        if number not in self._chunks:
            self._chunks[number] = chunk_of(list(joined(self._mixed(number, first, last))))
        return self._chunks[number]

    def open_until(self) -> int:
        return self._open_until

    def _index(self, instant: int) -> int:
        return max(bisect_right(self._since, instant) - 1, 0)

    def _mixed(self, number: int, first: int, last: int) -> Iterator[Piece]:
        for index in range(first, last + 1):
            since = self._since[index] if index > first else number * CHUNK
            until = self._since[index + 1] if index < last else (number + 1) * CHUNK
            yield from clipped(self._specs[index].chunk(number)[1], since, until)


Calendar = CalendarSpec | CompositeCalendar
Seconds = int | float | Decimal | Fraction


class Stretch(NamedTuple):
    """A stretch of time that counts or does not, and why; `label` names the holiday or the cause
    of the pause. `[from_, to)`, whole until its neighbour says something else.
    """

    from_: datetime
    to: datetime
    counts: bool
    reason: str
    label: str
    seconds: int | float


class Explanation(NamedTuple):
    """A due time and how it comes about."""

    due_at: datetime | None
    pieces: list[Piece]

    @property
    def stretches(self) -> list[Stretch]:
        """What lies between start and due time, and ends there; without one, up to the horizon."""
        return list(_shown(self.pieces))


def due_at(
    start: datetime, budget_seconds: Seconds, calendar: Calendar, pauses: Iterable = ()
) -> datetime | None:
    """The first instant at which `budget_seconds` of open, unpaused time have passed since `start`.

    A budget used up exactly at closing time is due at closing. A budget of 0 asks for the next open
    moment. None if it is never reached: no open time, an endless pause, or beyond the horizon.
    Raises ValueError for a negative budget, PauseError for a pause that ends before it begins.
    """
    return _spend(start, budget_seconds, calendar, pauses)[0]


def explain_due(
    start: datetime, budget_seconds: Seconds, calendar: Calendar, pauses: Iterable = ()
) -> Explanation:
    """The due time as in `due_at`, with the stretches that lead to it."""
    return Explanation(*_spend(start, budget_seconds, calendar, pauses))


def _spend(
    start: datetime, budget_seconds: Seconds, calendar: Calendar, pauses: Iterable
) -> tuple[datetime | None, list[Piece]]:
    """Walk until the budget is used up; the last piece is cut there."""
    left = _budget(budget_seconds)
    walked: list[Piece] = []
    begin = from_datetime(start)
    end = min(_horizon(begin), calendar.open_until())
    for piece in _walk(begin, end, calendar, pauses):
        since, until, counts, _reason, _label = piece
        if counts:
            if until - since >= left:
                walked.append((since, since + left, *piece[2:]))
                return to_datetime(since + left), walked
            left -= until - since
        walked.append(piece)
    return None, walked


def elapsed(
    start: datetime, end: datetime, calendar: Calendar, pauses: Iterable = ()
) -> int | float:
    """Seconds of open, unpaused time in [start, end); 0 if `end` does not come after `start`."""
    walk = _walk(from_datetime(start), from_datetime(end), calendar, pauses)
    return to_seconds(
        sum(until - since for since, until, counts, _reason, _label in walk if counts)
    )


def stretches(
    start: datetime, end: datetime | None, calendar: Calendar, pauses: Iterable = ()
) -> Iterator[Stretch]:
    """Yield what [start, end) is made of; up to the horizon without an `end`.

    The counting ones add up to `elapsed(start, end, ...)`. Where closed time is paused too, the
    pause is named.
    """
    begin = from_datetime(start)
    until = _horizon(begin) if end is None else from_datetime(end)
    return _shown(_walk(begin, until, calendar, pauses))


def _walk(begin: int, end: int, calendar: Calendar, pauses: Iterable) -> Iterator[Piece]:
    """THE generator: pieces from `begin` on, end to end, those of the calendar and the pauses.

    Due times, sums and explanations all consume this one.
    """
    return chain.from_iterable(_handfuls(begin, end, calendar, pauses))


def _handfuls(
    begin: int, end: int, calendar: Calendar, pauses: Iterable
) -> Iterator[Iterable[Piece]]:
    at = begin
    for pause_begin, pause_end, cause in union_of_pauses(pauses):
        if pause_end <= at:
            continue
        if pause_begin >= end or at >= end:
            break
        if pause_begin > at:
            yield from runs(calendar.chunk, at, pause_begin)
            at = pause_begin
        until = min(pause_end, end)
        yield ((at, until, False, PAUSE, cause),)
        at = until
    yield from runs(calendar.chunk, at, end)


def _shown(pieces: Iterable[Piece]) -> Iterator[Stretch]:
    for begin, end, counts, reason, label in joined(pieces):
        yield Stretch(
            to_datetime(begin), to_datetime(end), counts, reason, label, to_seconds(end - begin)
        )


def _horizon(begin: int) -> int:
    return min(begin + HORIZON_DAYS * DAY, LAST)


def _budget(seconds: Seconds) -> int:
    budget = from_seconds(seconds)
    if budget < 0:
        raise ValueError(f"A budget of {seconds} s is negative: pass 0 or more.")
    return budget


_EVERY_DAY = tuple(((0, DAY),) for _weekday in range(7))
ALWAYS_OPEN = _spec(Hours("UTC", _EVERY_DAY, (), (), ()))
"""24 hours, 7 days: what a duration in calendar time is measured on."""
