"""Time zones as stretches of constant offset, because only there local time runs straight.

Within one stretch `local = utc + offset`. A wall time that is skipped lies in no stretch, one that
happens twice lies in two; so daylight saving, half-hour shifts and a date that a country left out
need no case of their own.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

from tickets.sla.instants import DAY, FIRST, LAST, MICROSECOND, SECOND, to_datetime

CHUNK = 28 * DAY
"""Timelines are made and kept in pieces of four weeks."""
MARGIN = 3 * DAY
"""How far the offsets of a chunk reach beyond it: more than two local days, whatever the zone."""

PROBE = DAY
"""Distance of two looks at the offset. The closest changes on record (Freetown 1939) are 4 days
apart, so none hides between two looks."""


@lru_cache(maxsize=4096)
def offsets(zone: str, chunk: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches (from, to, offset) that cover a chunk and its margins, in microseconds."""
    begin = max(chunk * CHUNK - MARGIN, FIRST)
    end = min((chunk + 1) * CHUNK + MARGIN, LAST)
    tz = ZoneInfo(zone)
    stretches = []
    since, at, offset = begin, begin, _offset(tz, begin)
    while at < end:
        ahead = min(at + PROBE, end)
        if _offset(tz, ahead) == offset:
            at = ahead
            continue
        change = _change(tz, at, ahead, offset)
        stretches.append((since, change, offset))
        since = at = change
        offset = _offset(tz, change)
    stretches.append((since, end, offset))
    return tuple(stretch for stretch in stretches if stretch[0] < stretch[1])


def local_day(instant: int, zone: str) -> int:
    """The local date of an instant, as a day number."""
    return (instant + _offset(ZoneInfo(zone), instant)) // DAY


def reaches(day: int, time_of_day: int, zone: str) -> int:
    """The instant at which the local clock has passed all that lies before `day` `time_of_day`.

    It is the least upper bound of {t : local(t) < wanted}. A skipped wall time gives the moment of
    the jump; one that happens twice gives the second; 24:00 is the end of the day.
    """
    wanted = day * DAY + time_of_day
    for begin, end, offset in reversed(offsets(zone, wanted // CHUNK)):
        instant = min(end, wanted - offset)
        if instant > begin:
            return instant
    raise OverflowError(f"Day {day} lies outside the years the engine reckons with.")


def _offset(tz: ZoneInfo, instant: int) -> int:
    shift = to_datetime(instant).astimezone(tz).utcoffset()
    assert shift is not None, "a ZoneInfo knows its offset at every instant"
    return shift // MICROSECOND


def _change(tz: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first whole second in (before, after] whose offset differs, by halving."""
    low, high = before // SECOND, -(-after // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(tz, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND
