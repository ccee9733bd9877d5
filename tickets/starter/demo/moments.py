"""Moments and days of a story, counted from the moment of loading (README.md, Moments)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

CLOCK = re.compile(r"(?P<days>[+-]\d+)d@(?P<hour>\d\d):(?P<minute>\d\d)")
SPAN = re.compile(r"(?P<sign>[+-])(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
DAY_IN_TEXT = re.compile(r"\{day:(?P<days>[+-]\d+)d\}")


def moment(written: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant of "-3h", "-2d3h", "+1h30m" or "-26d@09:12", in UTC as `now` is.

    With `now` at 2026-11-21 10:00 in Shanghai, "-1d@09:12" is 2026-11-20 09:12 there. Raises
    ValueError for anything else.
    """
    if on_the_clock := CLOCK.fullmatch(written):
        return _on_the_clock(on_the_clock, now, zone)
    span = SPAN.fullmatch(written)
    if span is None or len(written) < len("-3h"):
        raise ValueError(f"“{written}” is no moment. Write it as -3h, -2d3h or -1d@09:12.")
    length = timedelta(
        days=int(span["days"] or 0),
        hours=int(span["hours"] or 0),
        minutes=int(span["minutes"] or 0),
    )
    return now - length if span["sign"] == "-" else now + length


def _on_the_clock(match: re.Match[str], now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone) + timedelta(days=int(match["days"]))
    local = day.replace(
        hour=int(match["hour"]), minute=int(match["minute"]), second=0, microsecond=0
    )
    return local.astimezone(now.tzinfo)


def with_days(text: str, *, now: datetime, zone: ZoneInfo, language: str) -> str:
    """Put real days where a text says {day:+9d}, as the language writes them."""

    def written_out(match: re.Match[str]) -> str:
        day = now.astimezone(zone) + timedelta(days=int(match["days"]))
        with translation.override(language):
            return date_format(day, "MONTH_DAY_FORMAT")

    return DAY_IN_TEXT.sub(written_out, text)
