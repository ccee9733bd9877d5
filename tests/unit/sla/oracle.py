"""The definition of business time taken at its word: look at every moment, one after the other.

Shares no code with the engine. By the minute it is exact where hours, pauses and zone offsets lie
on whole minutes; by the second always, and sixty times slower.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache
def seconds_of(text: str) -> int:
    hours, minutes, seconds = (*map(int, text.split(":")), 0)[:3]
    return hours * 3600 + minutes * 60 + seconds


def is_open(moment: datetime, config: dict) -> bool:
    wall = moment.astimezone(ZoneInfo(config["tz"]))
    day = wall.date().isoformat()
    at = wall.hour * 3600 + wall.minute * 60 + wall.second
    if day in config["special"]:
        hours = config["special"][day]
    elif day in config["holidays"]:
        hours = []
    else:
        hours = config["weekly"].get(DAYS[wall.weekday()], [])
    on_break = any(
        row["date"] == day and seconds_of(row["from"]) <= at < seconds_of(row["to"])
        for row in config["breaks"]
    )
    return not on_break and any(seconds_of(a) <= at < seconds_of(b) for a, b in hours)


def is_paused(moment: datetime, pauses) -> bool:
    return any(begin <= moment and (end is None or moment < end) for begin, end in pauses)


def counted(start: datetime, end: datetime, config: dict, pauses=(), step=MINUTE) -> int:
    """Open, unpaused seconds between two moments that lie whole steps apart."""
    steps, moment = 0, start
    while moment < end:
        steps += is_open(moment, config) and not is_paused(moment, pauses)
        moment += step
    return steps * int(step.total_seconds())


def due(
    start: datetime, budget: int, config: dict, pauses, until: datetime, step=MINUTE
) -> datetime | None:
    """The due time, if it comes before `until`."""
    left, moment, length = budget, start, int(step.total_seconds())
    while moment < until:
        if is_open(moment, config) and not is_paused(moment, pauses):
            if left <= length:
                return moment + timedelta(seconds=left)
            left -= length
        moment += step
    return None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
