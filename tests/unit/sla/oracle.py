"""The definition of business time taken at its word: look at every minute, one after the other.

Shares no code with the engine. Exact where hours, pauses and zone offsets lie on whole minutes.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache
def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:5])


def is_open(moment: datetime, config: dict) -> bool:
    wall = moment.astimezone(ZoneInfo(config["tz"]))
    day = wall.date().isoformat()
    at = wall.hour * 60 + wall.minute
    if day in config["special"]:
        hours = config["special"][day]
    elif day in config["holidays"]:
        hours = []
    else:
        hours = config["weekly"].get(DAYS[wall.weekday()], [])
    on_break = any(
        row["date"] == day and minutes(row["from"]) <= at < minutes(row["to"])
        for row in config["breaks"]
    )
    return not on_break and any(minutes(a) <= at < minutes(b) for a, b in hours)


def is_paused(moment: datetime, pauses) -> bool:
    return any(begin <= moment and (end is None or moment < end) for begin, end in pauses)


def counted(start: datetime, end: datetime, config: dict, pauses=()) -> int:
    """Open, unpaused seconds between two whole minutes."""
    total = 0
    moment = start
    while moment < end:
        total += 60 * (is_open(moment, config) and not is_paused(moment, pauses))
        moment += MINUTE
    return total


def due(start: datetime, budget: int, config: dict, pauses, until: datetime) -> datetime | None:
    """The due time, if it comes before `until`."""
    left, moment = budget, start
    while moment < until:
        if is_open(moment, config) and not is_paused(moment, pauses):
            if left <= 60:
                return moment + timedelta(seconds=left)
            left -= 60
        moment += MINUTE
    return None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
