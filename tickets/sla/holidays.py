"""Days off from outside: the public holidays of a country and year, or the days of an iCal file.

China's come from `chinese-calendar`, which follows the State Council's notices day by day, working
days that make up for others too; every other country's from `holidays`, which knows 250 of them.
Both are data in packages: nothing is asked over the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar
import holidays
from chinese_calendar import constants as china
from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from holidays.registry import COUNTRIES
from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from tickets import countries as world
from tickets.errors import Incomplete
from tickets.sla.spec import WEEKDAYS

CHINA = "CN"
LISTED = {codes[1]: name.replace("_", " ").title() for name, codes in COUNTRIES.items()}
MOST_BYTES = 1_000_000
MOST_DAYS = 1000
YEARS_OF_A_RULE = 2
# How published calendars call a working day that makes up for a holiday.
MAKE_UP = re.compile(r"班|make-?up|working day|workday", re.IGNORECASE)
NAME_LENGTH = 80
FINER_THAN_DAYS = re.compile(r"SECONDLY|MINUTELY|HOURLY|BYSECOND|BYMINUTE|BYHOUR", re.IGNORECASE)


@dataclass
class Days:
    """Days off with their names, and days worked that would be free otherwise."""

    off: dict[date, str] = field(default_factory=dict)
    worked: dict[date, str] = field(default_factory=dict)
    left_out: int = 0
    """Entries of a file with a time of day: they close no office."""


@lru_cache
def countries(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of every country there is a list for, as `language` has it."""
    return world.named(LISTED, language)


def public_holidays(country: str, year: int) -> Days:
    """Return the public holidays of a country and year.

    Raises Incomplete naming `country` or `year` where there is no list.
    """
    if country == CHINA:
        return _china(year)
    if country not in LISTED:
        raise Incomplete("country", _("There is no list for this country. Choose another one."))
    found = holidays.country_holidays(country, years=year)
    if not found:
        raise Incomplete("year", _("There is no list for this year. Choose a nearer one."))
    return Days(off={day: name[:NAME_LENGTH] for day, name in sorted(found.items())})


def _china(year: int) -> Days:
    off = {day: name for day, name in china.holidays.items() if day.year == year}
    if not off:
        first, last = min(china.holidays).year, max(china.holidays).year
        raise Incomplete(
            "year",
            _(
                "Holidays of China are known from %(first)d to %(last)d. For a later year update "
                "the package chinese-calendar %(version)s, or import a file."
            )
            % {"first": first, "last": last, "version": chinese_calendar.__version__},
        )
    worked = {day: name for day, name in china.workdays.items() if day.year == year}
    return Days(off=_named(off), worked=_named(worked))


def _named(days: Mapping[date, str]) -> dict[date, str]:
    """`春节 Spring Festival`: read by people of both languages."""
    chinese = {holiday.value: holiday.chinese for holiday in china.Holiday}
    return {day: f"{chinese[name]} {name}" for day, name in sorted(days.items())}


# --- iCal ------------------------------------------------------------------------------------


def days_of_file(content: bytes, *, from_year: int) -> Days:
    """Read the whole-day entries of an iCal file; those that repeat, for two years.

    Entries called a make-up or working day (补班) are days worked. Raises Incomplete naming `file`.
    """
    if len(content) > MOST_BYTES:
        raise Incomplete("file", _("This file is larger than 1 MB. Choose a calendar of holidays."))
    days = Days()
    for entry in _entries(content):
        name = str(entry.get("SUMMARY", ""))[:NAME_LENGTH].strip()
        whole = list(_whole_days(entry, from_year))
        days.left_out += not whole
        target = days.worked if MAKE_UP.search(name) else days.off
        target.update(dict.fromkeys(whole, name))
        if len(days.off) + len(days.worked) > MOST_DAYS:
            raise Incomplete(
                "file", _("This file has more than 1,000 days. Choose a calendar of holidays.")
            )
    if not days.off and not days.worked:
        raise Incomplete(
            "file",
            _("This file has no whole day in it, so no holidays. Choose a calendar of holidays."),
        )
    return days


def _entries(content: bytes) -> list[Any]:
    try:
        return list(Calendar.from_ical(content).walk("VEVENT"))
    except (ValueError, IndexError, KeyError) as error:
        raise Incomplete(
            "file",
            _("This isn’t an iCal file. Choose one that begins with BEGIN:VCALENDAR."),
        ) from error


def _whole_days(entry: Any, from_year: int) -> Iterator[date]:
    """The days of an entry that lasts whole days; its end is the first day after it."""
    first = _value(entry, "DTSTART")
    if not _is_day(first):
        return
    length = _length(entry, first)
    for start in _starts(entry, first, from_year):
        yield from (start + timedelta(days=n) for n in range(min(length, (date.max - start).days)))


def _length(entry: Any, first: date) -> int:
    """How many days an entry lasts: one where it doesn't say, or ends before it begins."""
    end, lasts = _value(entry, "DTEND"), _value(entry, "DURATION")
    if _is_day(end):
        lasts = end - first
    return min(max(lasts.days, 1), MOST_DAYS) if isinstance(lasts, timedelta) else 1


def _value(entry: Any, name: str) -> Any:
    try:
        return getattr(entry.get(name), "dt", None)
    except BrokenCalendarProperty as error:
        raise Incomplete(
            "file",
            _("The entry “%(name)s” has a date that can’t be read. Mend it, or leave it out.")
            % {"name": str(entry.get("SUMMARY", ""))[:NAME_LENGTH]},
        ) from error


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _starts(entry: Any, first: date, from_year: int) -> Iterator[date]:
    rule = entry.get("RRULE")
    if isinstance(rule, list):
        rule = rule[0]
    if rule is None:
        yield first
        return
    begin, end = date(from_year, 1, 1), date(from_year + YEARS_OF_A_RULE, 1, 1)
    repeats = _repeats(rule.to_ical().decode(), first)
    found = repeats.between(_midnight(begin), _midnight(end), inc=True)
    yield from (moment.date() for moment in found[:MOST_DAYS] if moment.date() < end)


def _repeats(rule: str, first: date) -> Any:
    """A whole day repeats by days at the least: seconds would be counted for minutes on end."""
    try:
        if FINER_THAN_DAYS.search(rule):
            raise ValueError("it repeats within a day")
        return rrulestr(rule, dtstart=_midnight(first), ignoretz=True)
    except (ValueError, TypeError) as error:
        raise Incomplete(
            "file",
            _(
                "The repeating entry of %(date)s has a rule that can’t be read: %(rule)s. "
                "Write its days out, or leave it out."
            )
            % {"date": first, "rule": rule[:NAME_LENGTH]},
        ) from error


def _midnight(day: date) -> datetime:
    """Days repeat by rules for moments; a zone has no part in it."""
    return datetime.combine(day, time())


# --- Into a calendar -------------------------------------------------------------------------


def with_days(config: Mapping[str, Any], days: Days) -> dict[str, Any]:
    """Return a calendar's configuration with these days; what it had on other days stays.

    A day worked has the hours of the first weekday that is open.
    """
    hours: list[Any] = next((config["weekly"][d] for d in WEEKDAYS if config["weekly"].get(d)), [])
    off = {day.isoformat(): name for day, name in days.off.items()}
    worked = {day.isoformat(): hours for day in days.worked} if hours else {}
    known = config["holidays"]
    known = dict(known) if isinstance(known, Mapping) else dict.fromkeys(known, "")
    return {
        **config,
        "holidays": dict(sorted((known | off).items())),
        "special": dict(sorted(({**config["special"]} | worked).items())),
    }


@dataclass(frozen=True)
class Changed:
    """One day that an import changes: `off` or `worked`, and what it was called before."""

    day: date
    name: str
    is_worked: bool
    before: str | None


def changes(config: Mapping[str, Any], days: Days) -> list[Changed]:
    """Return what `with_days` would change, day by day."""
    after, found = with_days(config, days), []
    for is_worked, key, named in ((False, "holidays", days.off), (True, "special", days.worked)):
        before = config[key] if isinstance(config[key], Mapping) else dict.fromkeys(config[key], "")
        for day, name in named.items():
            had, has = before.get(day.isoformat()), after[key].get(day.isoformat())
            if had != has:
                found.append(Changed(day, name, is_worked, None if had is None else str(had)))
    return sorted(found, key=lambda change: change.day)
