"""How times, lengths of time, names and languages are worded for a reader. Pure but for the
reader's own language and time zone, which Django keeps for the request.

Lengths are rounded down to the minute: a promise is never shown as longer than it is.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.db.models import Choices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Above this many hours a length reads better in days.
HOURS_SHOWN_UP_TO = 24
# From here on the hours behind the days say nothing any more.
DAYS_SHOWN_ALONE_FROM = 3

# Django's own short weekdays are long in Chinese (星期一); a queue has room for 周一.
WEEKDAYS = (
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def duration(seconds: float) -> str:
    """Word a length of time: `38 min`, `1 h 52 min`, `1 day 4 h`, `10 days`."""
    return _duration(int(abs(seconds)) // MINUTE * MINUTE, get_language())


@lru_cache(maxsize=2048)
def _duration(whole: int, language: str | None) -> str:
    if whole < MINUTE:
        return gettext("under 1 min")
    if whole < HOUR:
        return gettext("%(minutes)d min") % {"minutes": whole // MINUTE}
    if whole < HOURS_SHOWN_UP_TO * HOUR:
        return _hours_and_minutes(whole)
    return _days_and_hours(whole)


def _hours_and_minutes(whole: int) -> str:
    hours, minutes = whole // HOUR, whole % HOUR // MINUTE
    if not minutes:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def _days_and_hours(whole: int) -> str:
    days, hours = whole // DAY, whole % DAY // HOUR
    named = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if not hours or days >= DAYS_SHOWN_ALONE_FROM:
        return named
    return gettext("%(days)s %(hours)d h") % {"days": named, "hours": hours}


def time_left(seconds: float | None, *, is_paused: bool = False) -> str:
    """Word what is left of a promise; a negative number is time over it.

    `-720` is `12 min over`; `6720` is `1 h 52 min`, or `1 h 52 min left` while the clock stands.
    """
    if seconds is None:
        return gettext("no end in sight")
    whole = int(abs(seconds)) // MINUTE * MINUTE
    return _time_left(whole, seconds < 0, is_paused, get_language())


@lru_cache(maxsize=2048)
def _time_left(whole: int, is_over: bool, is_paused: bool, language: str | None) -> str:
    length = _duration(whole, language)
    if is_over:
        return gettext("%(length)s over") % {"length": length}
    return gettext("%(length)s left") % {"length": length} if is_paused else length


def sum_of_hours(seconds: float) -> str:
    """Word one line of the deadline's arithmetic: `1 h 30`, `12 h 00`."""
    whole = int(abs(seconds))
    parts = {"hours": whole // HOUR, "minutes": whole % HOUR // MINUTE}
    return pgettext("hours and minutes in a sum", "%(hours)d h %(minutes)02d") % parts


def sum_to_the_second(seconds: float) -> str:
    """The same where minutes alone would not add up: `1:29:39`."""
    whole = int(abs(seconds))
    return f"{whole // HOUR}:{whole % HOUR // MINUTE:02d}:{whole % MINUTE:02d}"


def clock_time(at: datetime) -> str:
    """`14:05`, in the reader's zone."""
    return date_format(timezone.localtime(at), "H:i")


def day(at: datetime, *, now: datetime | None = None) -> str:
    """`12 November`, with the year when it isn't this one: `11月12日`."""
    local = timezone.localtime(at).date()
    is_this_year = now is None or timezone.localtime(now).year == local.year
    return _day(local, is_this_year, get_language())


@lru_cache(maxsize=4096)
def _day(local: date, is_this_year: bool, language: str | None) -> str:
    if is_this_year:
        return date_format(local, pgettext("date format: day and month", "j F"))
    return date_format(local, pgettext("date format: day, month and year", "j F Y"))


def full_moment(at: datetime) -> str:
    """`Tue 24 Nov 2026, 17:00`: for titles and letters, where nothing around it says the year."""
    return _full_moment(at, timezone.get_current_timezone(), get_language())


# A page names fifty moments, mostly those it named a minute ago. What the words depend on besides
# the moment is the key: the reader's zone and language, and the day it is there.
@lru_cache(maxsize=4096)
def _full_moment(at: datetime, zone: tzinfo, language: str | None) -> str:
    return date_format(
        timezone.localtime(at, zone),
        pgettext("date format: weekday, date, year, time", "D j M Y, H:i"),
    )


def moment(at: datetime, *, now: datetime) -> str:
    """The shortest form that is still certain, seen from `now`.

    `today 14:05`, `Mon 14:05` within six days, `12 Nov, 09:14` within the year, else in full.
    """
    zone = timezone.get_current_timezone()
    return _moment(at, timezone.localtime(now, zone).date(), zone, get_language())


@lru_cache(maxsize=4096)
def _moment(at: datetime, today: date, zone: tzinfo, language: str | None) -> str:
    local = timezone.localtime(at, zone)
    if local.date() == today:
        return gettext("today %(time)s") % {"time": clock_time(at)}
    if abs(local.date() - today) < timedelta(days=7):
        weekday = WEEKDAYS[local.weekday()]
        return gettext("%(weekday)s %(time)s") % {"weekday": weekday, "time": clock_time(at)}
    if local.year == today.year:
        return date_format(local, pgettext("date format: day, month, time", "j M, H:i"))
    return full_moment(at)


def listed(words: Iterable[object]) -> str:
    """Name several things in one line: `1, 2`; Chinese puts `、` between them."""
    return pgettext("between values", ", ").join(str(word) for word in words)


def titled(name: object, value: object) -> str:
    """`Closed, holiday: New Year`, with the colon of the reader's language."""
    return pgettext("name and value", "%(name)s: %(value)s") % {"name": name, "value": value}


def label(choices: type[Choices], code: object) -> str:
    """Word a stored code: `Opened` for `open`; the code itself when it is none of `choices`.

    As the model's `get_..._display`, which builds all of the field's choices anew for each answer.
    """
    try:
        return str(choices(code).label)
    except ValueError:
        return str(code)


def percent(number: object) -> str:
    """`95 %`, and `95%` in Chinese."""
    return pgettext("share", "%(number)s %%") % {"number": number}


def initials(name: str) -> str:
    """`AF` for Ana Ferreira; the first character, mostly the family name, for 王磊: `王`."""
    if han := HAN.search(name):
        return han.group()
    words = LATIN.findall(name)
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def short_name(name: str) -> str:
    """What colleagues are called in a narrow column: `Ana`, `王磊`."""
    return name if HAN.search(name) else name.split(" ")[0]


def language_of(text: str) -> str:
    """`zh-Hans` when the text is mostly Chinese, else `en`.

    One Han character weighs as much as one Latin word: `退款 for order HH-1203` is English,
    `上海门店 B2` is Chinese.
    """
    if text.isascii():
        return "en"
    return "zh-Hans" if len(HAN.findall(text)) > len(LATIN.findall(text)) else "en"
