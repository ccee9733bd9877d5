"""A business calendar as people write it: hours with commas between them, one date a line.

    09:00-12:00, 13:00-18:00            the hours of a day; empty is closed
    2026-10-01 National Day             a holiday and its name
    2026-10-10 09:00-18:00              special hours; "closed" instead of hours closes the day
    2026-12-18 12:00-15:00 Works meeting    a break and, if there is one, its name

Reading gives the parts of the configuration that `tickets.sla.spec` checks: what isn't written like
this is refused here, what makes no sense (an end before its beginning) there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

HOURS = re.compile(
    r"(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)\s*[-–—~～至]\s*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)"
)
BETWEEN_HOURS = re.compile(r"\s*[,，;；、]\s*")
CLOSED = ("closed", "休息")


class Unreadable(ValueError):
    """Something isn't written as it should be; the message says where and how it is written."""


def write_hours(intervals: Iterable[Iterable[str]]) -> str:
    return ", ".join("-".join(pair) for pair in intervals)


def read_hours(text: str) -> list[list[str]]:
    """Read the hours of one day. Raises Unreadable with the piece that isn't one."""
    pieces = [piece for piece in BETWEEN_HOURS.split(text.strip()) if piece]
    return [_interval(piece) for piece in pieces]


def write_holidays(holidays: Mapping[str, str] | Iterable[str]) -> str:
    named = holidays if isinstance(holidays, Mapping) else dict.fromkeys(holidays, "")
    return _lines(f"{day} {name}" for day, name in sorted(named.items()))


def read_holidays(text: str) -> dict[str, str]:
    return dict(_dated(text, lambda rest: rest))


def write_special(special: Mapping[str, Iterable[Iterable[str]]]) -> str:
    closed = pgettext("opening hours", "closed")
    return _lines(f"{day} {write_hours(hours) or closed}" for day, hours in sorted(special.items()))


def read_special(text: str) -> dict[str, list[list[str]]]:
    return dict(_dated(text, _special_hours))


def write_breaks(breaks: Iterable[Mapping[str, str]]) -> str:
    ordered = sorted(breaks, key=lambda row: (row["date"], row["from"]))
    return _lines(
        f"{row['date']} {row['from']}-{row['to']} {row.get('name') or ''}" for row in ordered
    )


def read_breaks(text: str) -> list[dict[str, str]]:
    return [{"date": day, **row} for day, row in _dated(text, _break)]


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines)


def _dated(text: str, read: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """Yield (date, what `read` makes of the rest) for each line that isn't empty."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day, _space, rest = line.strip().partition(" ")
        try:
            yield _date(day), read(rest.strip())
        except Unreadable as refusal:
            at = _("Line %(number)d: %(refusal)s")
            raise Unreadable(at % {"number": number, "refusal": refusal}) from None


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable(
            _("“%(text)s” is not a date. Begin the line with one, such as 2026-12-25.")
            % {"text": text}
        ) from None


def _special_hours(text: str) -> list[list[str]]:
    if text.lower() in {*CLOSED, pgettext("opening hours", "closed")}:
        return []
    if not text:
        raise Unreadable(_("Write hours after the date, such as 09:00-18:00, or “closed”."))
    return read_hours(text)


def _break(text: str) -> dict[str, str]:
    found = HOURS.match(text)
    if found is None:
        raise Unreadable(_("Write from when to when after the date, such as 12:00-15:00."))
    begin, end = map(_time, found.groups())
    name = text[found.end() :].strip()
    return {"from": begin, "to": end} | ({"name": name} if name else {})


def _interval(text: str) -> list[str]:
    found = HOURS.fullmatch(text)
    if found is None:
        raise Unreadable(
            _("“%(text)s” is no opening time. Write it as 09:00-12:00, with commas between.")
            % {"text": text}
        )
    return [_time(part) for part in found.groups()]


def _time(text: str) -> str:
    """Two digits an hour, as the configuration has it: "9：30" becomes "09:30"."""
    return text.replace("：", ":").zfill(8 if len(text) > 5 else 5)
