"""Reading a calendar's configuration, and saying what is wrong with it.

The configuration is plain JSON:

    tz        "Europe/Berlin"
    weekly    {"mon": [["09:00", "17:00"]], ...}        a day left out is closed
    holidays  ["2026-12-25"] or {"2026-12-25": "Christmas Day"}
    special   {"2026-12-24": [["09:00", "12:00"]]}      [] is closed; beats holiday and week
    breaks    [{"date": "2026-12-18", "from": "12:00", "to": "15:00"}]

`read` is forgiving where the meaning is clear (overlapping hours are united); `validate` is what a
form asks before it saves, and refuses those too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tickets.sla.instants import DAY, HOUR, MINUTE, SECOND, day_date, day_number, weekday
from tickets.sla.intervals import Interval, united

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("tz", "weekly", "holidays", "special", "breaks")
TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")


class Problem(NamedTuple):
    """What is wrong, where, and what to do: `weekly.mon[0]`, a sentence, the next step."""

    field: str
    sentence: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence} {self.next_step}"


class CalendarError(ValueError):
    """A configuration that is no calendar; `problems` names each field and its fix."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class Hours(NamedTuple):
    """A configuration read: days as day numbers, times as microseconds of the day, all sorted."""

    tz: str
    weekly: tuple[tuple[Interval, ...], ...]
    holidays: tuple[tuple[int, str], ...]
    special: tuple[tuple[int, tuple[Interval, ...]], ...]
    breaks: tuple[tuple[int, tuple[Interval, ...], str], ...]


def read(config: Mapping[str, Any]) -> Hours:
    """Read a configuration. Raises CalendarError with every problem found, not only the first."""
    reader = _Reader()
    hours = reader.hours(config)
    if reader.problems:
        raise CalendarError(reader.problems)
    return hours


def validate(config: Mapping[str, Any]) -> list[Problem]:
    """What a form must refuse: all that `read` refuses, overlaps, and a calendar never open."""
    reader = _Reader(refuse_overlaps=True)
    hours = reader.hours(config)
    if not reader.problems and not _ever_open(hours):
        reader.complain(
            "weekly",
            _("This calendar never opens, so no deadline on it would ever come."),
            _("Add opening hours to at least one day of the week."),
        )
    return reader.problems


def warnings(config: Mapping[str, Any]) -> list[Problem]:
    """What a form should say before saving, though it is allowed. Raises CalendarError."""
    hours = read(config)
    return [*_special_holidays(hours), *_idle_breaks(hours), *_doubled_holidays(config)]


def intervals_of(hours: Hours, day: int) -> tuple[Interval, ...]:
    """The opening hours of a local date before breaks: special, else holiday, else weekly."""
    special, holidays = dict(hours.special), dict(hours.holidays)
    if day in special:
        return special[day]
    return () if day in holidays else hours.weekly[weekday(day)]


def time_of_day(text: str) -> int | None:
    """Read HH:MM or HH:MM:SS, up to 24:00, as microseconds of the day; None if it is none."""
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    value = hour * HOUR + minute * MINUTE + second * SECOND
    return value if minute < 60 and second < 60 and value <= DAY else None


def _ever_open(hours: Hours) -> bool:
    return any(hours.weekly) or any(intervals for _day, intervals in hours.special)


def _special_holidays(hours: Hours) -> Iterator[Problem]:
    special = dict(hours.special)
    for day, name in hours.holidays:
        if day in special:
            shown = f"{day_date(day)} ({name})" if name else str(day_date(day))
            yield Problem(
                f"special.{day_date(day)}",
                _("%(date)s is both a holiday and a day with special hours.") % {"date": shown},
                _("The special hours win. Remove one of the two if that is not meant."),
            )


def _idle_breaks(hours: Hours) -> Iterator[Problem]:
    for day, breaks, _name in hours.breaks:
        open_hours = intervals_of(hours, day)
        if not any(a < d and c < b for a, b in breaks for c, d in open_hours):
            yield Problem(
                "breaks",
                _("The break on %(date)s lies outside the opening hours and changes nothing.")
                % {"date": day_date(day)},
                _("Check its date and times, or remove it."),
            )


def _doubled_holidays(config: Mapping[str, Any]) -> Iterator[Problem]:
    seen = set()
    for path, raw, _name in _holiday_rows(config.get("holidays") or ()):
        if raw in seen:
            yield Problem(
                path,
                _("%(date)s is listed twice as a holiday.") % {"date": raw},
                _("Remove one of the two."),
            )
        seen.add(raw)


def _holiday_rows(raw: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield (field path, date, name) from any accepted shape of the holiday list."""
    if isinstance(raw, Mapping):
        for day, name in raw.items():
            yield f"holidays.{day}", day, name
        return
    for index, row in enumerate(raw):
        if isinstance(row, Mapping):
            yield f"holidays[{index}]", row.get("date"), row.get("name")
        else:
            yield f"holidays[{index}]", row, ""


class _Reader:
    """Reads the parts of a configuration and gathers the problems on the way."""

    def __init__(self, refuse_overlaps: bool = False):
        self.problems: list[Problem] = []
        self.refuse_overlaps = refuse_overlaps

    def complain(self, field: str, sentence: str, next_step: str) -> None:
        self.problems.append(Problem(field, sentence, next_step))

    def hours(self, config: Any) -> Hours:
        if not isinstance(config, Mapping):
            self.complain(
                "",
                _("A calendar must be an object with keys."),
                _("Give it the keys %(keys)s.") % {"keys": ", ".join(KEYS)},
            )
            config = {"tz": "UTC"}
        self.unknown_keys("", config, KEYS)
        return Hours(
            tz=self.zone(config.get("tz")),
            weekly=self.weekly(self.mapping("weekly", config.get("weekly"))),
            holidays=self.holidays(config.get("holidays")),
            special=self.special(self.mapping("special", config.get("special"))),
            breaks=self.breaks(config.get("breaks")),
        )

    def unknown_keys(self, path: str, found: Mapping, known: Iterable[str]) -> None:
        for key in found:
            if key not in known:
                self.complain(
                    f"{path}.{key}" if path else str(key),
                    _("“%(key)s” is not known here.") % {"key": key},
                    _("Use one of %(keys)s.") % {"keys": ", ".join(known)},
                )

    def mapping(self, path: str, raw: Any) -> Mapping:
        if raw is None or isinstance(raw, Mapping):
            return raw or {}
        self.not_an_object(path)
        return {}

    def not_an_object(self, path: str) -> None:
        self.complain(
            path, _("This must be an object with keys."), _("Write it as {key: value, ...}.")
        )

    def rows(self, path: str, raw: Any) -> list:
        if isinstance(raw, list | tuple):
            return list(raw)
        self.complain(path, _("This must be a list."), _("Write it as [...], empty for none."))
        return []

    def zone(self, raw: Any) -> str:
        try:
            ZoneInfo(raw)
        except (KeyError, ValueError, OSError, TypeError, AttributeError):
            self.complain(
                "tz",
                _("“%(zone)s” is not a known time zone.") % {"zone": raw},
                _("Choose an IANA name, such as Europe/Berlin or Asia/Shanghai."),
            )
            return "UTC"
        return raw

    def weekly(self, raw: Mapping) -> tuple[tuple[Interval, ...], ...]:
        self.unknown_keys("weekly", raw, WEEKDAYS)
        return tuple(self.intervals(f"weekly.{day}", raw.get(day, ())) for day in WEEKDAYS)

    def holidays(self, raw: Any) -> tuple[tuple[int, str], ...]:
        if not isinstance(raw, Mapping):
            raw = self.rows("holidays", () if raw is None else raw)
        named: dict[int, str] = {}
        for path, day, name in _holiday_rows(raw):
            number = self.day(path, day)
            if number is not None:
                named[number] = str(name or named.get(number, ""))
        return tuple(sorted(named.items()))

    def special(self, raw: Mapping) -> tuple[tuple[int, tuple[Interval, ...]], ...]:
        read_days = (
            (self.day(f"special.{day}", day), self.intervals(f"special.{day}", hours))
            for day, hours in raw.items()
        )
        return tuple(sorted((day, hours) for day, hours in read_days if day is not None))

    def breaks(self, raw: Any) -> tuple[tuple[int, tuple[Interval, ...], str], ...]:
        found: dict[int, tuple[list[Interval], str]] = {}
        for index, row in enumerate(self.rows("breaks", () if raw is None else raw)):
            path = f"breaks[{index}]"
            if not isinstance(row, Mapping):
                self.not_an_object(path)
                continue
            self.unknown_keys(path, row, ("date", "from", "to", "name"))
            day = self.day(f"{path}.date", row.get("date"))
            interval = self.interval(path, (row.get("from"), row.get("to")))
            if day is not None and interval is not None:
                spans, _name = found.setdefault(day, ([], str(row.get("name") or "")))
                spans.append(interval)
        return tuple((day, united(spans), name) for day, (spans, name) in sorted(found.items()))

    def day(self, path: str, raw: Any) -> int | None:
        try:
            return day_number(raw if isinstance(raw, date) else date.fromisoformat(raw))
        except (TypeError, ValueError):
            self.complain(
                path,
                _("“%(text)s” is not a date.") % {"text": raw},
                _("Write it as YYYY-MM-DD, such as 2026-12-25."),
            )
            return None

    def intervals(self, path: str, raw: Any) -> tuple[Interval, ...]:
        rows = self.rows(path, raw)
        found = [self.interval(f"{path}[{index}]", row) for index, row in enumerate(rows)]
        kept = sorted(interval for interval in found if interval is not None)
        overlap = any(a[1] > b[0] for a, b in pairwise(kept))
        if overlap and self.refuse_overlaps:
            self.complain(
                path,
                _("Two of these opening hours overlap."),
                _("Let each begin where the one before has ended, or make them one."),
            )
        return united(kept)

    def interval(self, path: str, raw: Any) -> Interval | None:
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            self.complain(
                path,
                _("Opening hours need a beginning and an end."),
                _('Write ["09:00", "17:00"].'),
            )
            return None
        begin, end = time_of_day(raw[0]), time_of_day(raw[1])
        for text, value in zip(raw, (begin, end), strict=True):
            if value is None:
                self.complain(
                    path,
                    _("“%(text)s” is not a time of day.") % {"text": text},
                    _("Write it as HH:MM or HH:MM:SS, up to 24:00."),
                )
        if begin is None or end is None:
            return None
        if begin >= end:
            self.complain(
                path,
                _("%(end)s does not come after %(begin)s.") % {"begin": raw[0], "end": raw[1]},
                _("Write a shift over midnight as two: until 24:00, and from 00:00 the next day."),
            )
            return None
        return begin, end
