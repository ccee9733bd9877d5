"""The version of a calendar that is still to come, and what is said about it before it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tickets.models import BusinessCalendar, CalendarVersion


def version_to_come(calendar: BusinessCalendar, now: datetime) -> CalendarVersion:
    """The version that isn't in force yet, else an unsaved copy of the last, from tomorrow on."""
    latest = calendar.versions.latest("number")
    if latest.valid_from is None or latest.valid_from <= now:
        latest.pk, latest.number = None, latest.number + 1
        latest._state.adding = True
        latest.created_at = now.replace(microsecond=0)
        latest.valid_from = _tomorrow(now, latest.tz)
    return latest


def _tomorrow(now: datetime, tz: str) -> datetime:
    local = now.astimezone(ZoneInfo(tz)) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
