"""Date deadlines: by the end of the n-th day, whatever the hour of receipt (SLA.md section 1).

They follow the dates of the calendar's zone and never pause. A working day is a date on which the
calendar opens at all, so a make-up day is a day with special hours.
"""

from collections.abc import Callable
from datetime import datetime, time

from tickets.sla.calendar import HORIZON_DAYS, Calendar, elapsed
from tickets.sla.instants import DAY, from_datetime, to_datetime
from tickets.sla.spec import time_of_day
from tickets.sla.zones import local_day, reaches

BUSINESS_DAYS_FOLLOWING = "business_days_following"
CALENDAR_DAYS = "calendar_days"
CALENDAR_DAYS_ROLL = "calendar_days_roll"
RULES = (BUSINESS_DAYS_FOLLOWING, CALENDAR_DAYS, CALENDAR_DAYS_ROLL)

IsWorking = Callable[[int], bool]


def date_deadline(
    received: datetime,
    n: int,
    rule: str,
    calendar: Calendar,
    close_of_business: str | time | None = None,
) -> datetime | None:
    """The instant at which the n-th day is over, or its `close_of_business` ("17:00") has come.

    business_days_following  the n-th working day after the day of receipt
    calendar_days            the n-th day after it
    calendar_days_roll       the same, moved on to a working day where it is none

    Three working days from a Friday night: the Wednesday. None if there is no such working day
    within three years. Raises ValueError for an unknown rule, a negative n or no time of day.
    """
    day = deadline_day(received, n, rule, calendar)
    if day is None:
        return None
    zone = calendar.zone_at(from_datetime(received))
    return to_datetime(reaches(day, _closing(close_of_business), zone))


def deadline_day(received: datetime, n: int, rule: str, calendar: Calendar) -> int | None:
    """The local date of the deadline, as a day number."""
    if n < 0:
        raise ValueError(f"{n} days is negative: pass 0 or more.")
    if rule not in RULES:
        raise ValueError(f"{rule!r} is no rule for a date deadline: use {', '.join(RULES)}.")
    zone = calendar.zone_at(from_datetime(received))
    today = local_day(from_datetime(received), zone)

    def works(day: int) -> bool:
        return is_working_day(day, calendar, zone)

    if rule == BUSINESS_DAYS_FOLLOWING:
        return _nth_working(today, n, works)
    return today + n if rule == CALENDAR_DAYS else _next_working(today + n, works)


def date_budget(received: datetime, deadline: datetime, calendar: Calendar) -> int | float:
    """The open seconds until a date deadline: fixed at the start, for the ladder only."""
    return elapsed(received, deadline, calendar)


def is_working_day(day: int, calendar: Calendar, zone: str) -> bool:
    """Whether the calendar opens at all on a local date. A date a country skipped never does.

    Looked up once: a simulation asks about the same few hundred dates for each of its clocks.
    """
    known = calendar.workdays.get((day, zone))
    if known is None:
        known = calendar.workdays[day, zone] = _opens_on(day, calendar, zone)
    return known


def _opens_on(day: int, calendar: Calendar, zone: str) -> bool:
    begin, end = reaches(day, 0, zone), reaches(day, DAY, zone)
    return elapsed(to_datetime(begin), to_datetime(end), calendar) > 0


def _next_working(day: int, works: IsWorking) -> int | None:
    ahead = range(day, day + HORIZON_DAYS)
    return next((candidate for candidate in ahead if works(candidate)), None)


def _nth_working(today: int, n: int, works: IsWorking) -> int | None:
    day = today
    for _step in range(n):
        found = _next_working(day + 1, works)
        if found is None:
            return None
        day = found
    return day


def _closing(close_of_business: str | time | None) -> int:
    if close_of_business is None:
        return DAY
    text = close_of_business if isinstance(close_of_business, str) else str(close_of_business)
    value = time_of_day(text)
    if value is None:
        raise ValueError(f"{text!r} is not a time of day: write HH:MM, up to 24:00.")
    return value
