"""Lengths of time as administrators write them: `15 min`, `1 h 30 min`, `7 d`, to the second.

`tickets.display` words them for reading and rounds; here nothing is rounded, so that what is shown
in a form is what is stored.
"""

from __future__ import annotations

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

SECONDS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
NAMES = {
    "d": ("d", "day", "days", "天", "日"),
    "h": ("h", "hour", "hours", "小时", "时"),
    "min": ("min", "m", "minute", "minutes", "分钟", "分"),
    "s": ("s", "sec", "second", "seconds", "秒"),
}
IN_CHINESE = {
    unit: next(name for name in names if not name.isascii()) for unit, names in NAMES.items()
}
UNITS = {name: SECONDS[unit] for unit, names in NAMES.items() for name in names}
PART = re.compile(r"(\d+)\s*([a-z]+|[\u4e00-\u9fff]+)\s*", re.IGNORECASE)
DAYS_FROM = 2 * SECONDS["d"]


def read_duration(text: str) -> int:
    """Read a length of time as seconds; a number alone is seconds. Raises ValueError."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    parts = PART.findall(text)
    if not parts or PART.sub("", text) or any(unit.lower() not in UNITS for _n, unit in parts):
        raise ValueError(
            _("“%(text)s” is no length of time. Write it as 15 min, 4 h or 7 d.") % {"text": text}
        )
    return sum(int(number) * UNITS[unit.lower()] for number, unit in parts)


def write_duration(seconds: int) -> str:
    """Write seconds so that `read_duration` reads them back: 5400 is `1 h 30 min`, 86400 `24 h`."""
    return " ".join(f"{count} {unit}" for count, unit in _parts(seconds)) or "0 s"


def word_duration(seconds: int) -> str:
    """The same in the reader's language, where it is only read: `1 h 30 min`, `1小时30分钟`."""
    if not (get_language() or "").startswith("zh"):
        return write_duration(seconds)
    return "".join(f"{count}{IN_CHINESE[unit]}" for count, unit in _parts(seconds)) or "0秒"


def _parts(seconds: int) -> list[tuple[int, str]]:
    parts = []
    for unit, length in SECONDS.items():
        if unit == "d" and (seconds < DAYS_FROM or seconds % SECONDS["h"]):
            continue
        count, seconds = divmod(seconds, length)
        if count:
            parts.append((count, unit))
    return parts
