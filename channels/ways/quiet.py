"""Quiet hours: when nobody is to be woken. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, zone: str, start: time | None, end: time | None) -> datetime | None:
    """Return when the quiet hours that hold at a moment are over; None when it isn't quiet.

    Half open, and over midnight when they end before they start: 21:30 to 08:00 holds at 21:30 and
    at 07:59, and no longer at 08:00.
    """
    if start is None or end is None or start == end:
        return None
    local = at.astimezone(ZoneInfo(zone))
    now = local.time()
    is_quiet = start <= now < end if start < end else now >= start or now < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1 if now >= end else 0)
    return datetime.combine(day, end, tzinfo=local.tzinfo)
