"""The course of a calendar in absolute time: open, night, weekend, holiday, open, ...

A *piece* is `(from, to, counts, reason, label)` with instants as microseconds. Pieces of a timeline
lie end to end. They are plain tuples because one due time walks over a dozen of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tickets.sla.instants import DAY, weekday
from tickets.sla.spec import Hours, Interval
from tickets.sla.zones import CHUNK, offsets

OPEN = "open"
NIGHT = "night"  # before the first and after the last hours of a day that opens
BETWEEN = "between"  # between two shifts of a day
BREAK = "break"
WEEKEND = "weekend"  # a weekday without hours
HOLIDAY = "holiday"
CLOSED = "closed"  # special hours that are empty, or a calendar without weekly hours
PAUSE = "pause"
REASONS = (OPEN, NIGHT, BETWEEN, BREAK, WEEKEND, HOLIDAY, CLOSED, PAUSE)

WHOLE_DAYS_OFF = frozenset({WEEKEND, HOLIDAY, CLOSED})

Piece = tuple[int, int, bool, str, str]
Chunk = tuple[list[int], list[Piece]]


def chunk_of(pieces: list[Piece]) -> Chunk:
    """Pair the pieces with their beginnings, which `runs` searches."""
    return [piece[0] for piece in pieces], pieces


def runs(chunk_at: Callable[[int], Chunk], begin: int, end: int) -> Iterator[Iterable[Piece]]:
    """Yield the pieces of [begin, end) in handfuls, the first and the last piece cut to fit.

    Handfuls, because pieces that are passed on whole then never cross a Python frame.
    """
    while begin < end:
        number = begin // CHUNK
        starts, pieces = chunk_at(number)
        first, last = bisect_right(starts, begin) - 1, bisect_left(starts, end) - 1
        yield (_cut(pieces[first], begin, end),)
        if first < last:
            yield islice(pieces, first + 1, last)
            yield (_cut(pieces[last], begin, end),)
        begin = (number + 1) * CHUNK


def _cut(piece: Piece, begin: int, end: int) -> Piece:
    since, until, counts, reason, label = piece
    since = begin if since < begin else since
    return since, end if until > end else until, counts, reason, label


def build(days: "Days", zone: str, number: int) -> list[Piece]:
    """Lay the local days of a chunk out in absolute time.

    Each stretch of constant offset is filled by itself, so the pieces come in order of real time
    even where the local date runs back (St. John's until 2011, at one minute past midnight).
    """
    laid: list[Piece] = []
    for begin, end, offset in offsets(zone, number):
        for day in range((begin + offset) // DAY, -(-(end + offset) // DAY)):
            midnight = day * DAY - offset
            laid += clipped(_shifted(days.parts(day), midnight), begin, end)
    return clipped(joined(_absorb_nights(joined(laid))), number * CHUNK, (number + 1) * CHUNK)


def clipped(pieces: Iterable[Piece], begin: int, end: int) -> list[Piece]:
    return [_cut(piece, begin, end) for piece in pieces if piece[0] < end and piece[1] > begin]


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Make one of neighbours that say the same."""
    held = None
    for piece in pieces:
        if held is None:
            held = piece
        elif held[1] == piece[0] and held[2:] == piece[2:]:
            held = (held[0], *piece[1:])
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _shifted(parts: Iterable[Piece], by: int) -> Iterator[Piece]:
    return ((part[0] + by, part[1] + by, *part[2:]) for part in parts)


def _absorb_nights(pieces: Iterable[Piece]) -> list[Piece]:
    """Let a night beside a day off be part of it: Friday 17:00 to Monday 09:00 is the weekend."""
    pieces = list(pieces)
    whys = [piece[3:] for piece in pieces]
    for index, piece in enumerate(pieces):
        if piece[3] == NIGHT:
            beside = whys[index + 1 : index + 2] + whys[max(index - 1, 0) : index]
            why = next((why for why in beside if why[0] in WHOLE_DAYS_OFF), piece[3:])
            pieces[index] = (*piece[:3], *why)
    return pieces


class Days:
    """What each local date is made of, kept per date.

    Precedence: special hours, then holiday, then the week; breaks are taken out of all.
    """

    def __init__(self, hours: Hours):
        self.weekly = hours.weekly
        self.holidays = dict(hours.holidays)
        self.special = dict(hours.special)
        self.breaks = {day: (spans, name) for day, spans, name in hours.breaks}
        self.day_off = WEEKEND if any(hours.weekly) else CLOSED
        self.usual = tuple(
            tuple(_parts(intervals, (), "", (self.day_off, ""))) for intervals in hours.weekly
        )

    def parts(self, day: int) -> tuple[Piece, ...]:
        """The pieces of a local date, from its midnight (0) to the next."""
        if day in self.special or day in self.holidays or day in self.breaks:
            spans, name = self.breaks.get(day, ((), ""))
            return tuple(_parts(self.intervals(day), spans, name, self._why_closed(day)))
        return self.usual[weekday(day)]

    def intervals(self, day: int) -> tuple[Interval, ...]:
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.weekly[weekday(day)]

    def last_opening_day(self) -> int | None:
        """The last local date with hours in a calendar that lives on special dates alone."""
        if any(self.weekly):
            return None
        return max((day for day, intervals in self.special.items() if intervals), default=-(10**9))

    def _why_closed(self, day: int) -> tuple[str, str]:
        name = self.holidays.get(day, "")
        if day in self.special:
            return CLOSED, name
        return (HOLIDAY, name) if day in self.holidays else (self.day_off, "")


def _parts(
    intervals: tuple[Interval, ...],
    breaks: tuple[Interval, ...],
    break_name: str,
    why_closed: tuple[str, str],
) -> Iterator[Piece]:
    if not intervals:
        yield (0, DAY, False, *why_closed)
        return
    reached = 0
    for begin, end in intervals:
        if begin > reached:
            yield (reached, begin, False, BETWEEN if reached else NIGHT, "")
        yield from _around(begin, end, breaks, break_name)
        reached = end
    if reached < DAY:
        yield (reached, DAY, False, NIGHT, "")


def _around(begin: int, end: int, breaks: tuple[Interval, ...], name: str) -> Iterator[Piece]:
    """Take the breaks out of one shift."""
    for pause_begin, pause_end in breaks:
        if pause_begin >= end or pause_end <= begin:
            continue
        if pause_begin > begin:
            yield (begin, pause_begin, True, OPEN, "")
        begin, until = max(begin, pause_begin), min(pause_end, end)
        yield (begin, until, False, BREAK, name)
        begin = until
    if begin < end:
        yield (begin, end, True, OPEN, "")
