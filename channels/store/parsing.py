"""What the page of slips sends, as plain data: written when stored, read back when opened. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class SlipWords:
    """One paper slip, and who typed it in where."""

    text: str
    name: str
    phone: str
    language: str
    store: str
    collected_on: str
    entered_by: int

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> SlipWords:
        """Read what was stored. Raises KeyError when it was stored by something else."""
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__})

    def as_raw(self) -> dict[str, Any]:
        return asdict(self)


def collected_at(day: date, *, zone: str, now: datetime) -> datetime:
    """Return when a slip counts as received: noon of its day, or now when that is to come.

    2026-03-10 in Asia/Shanghai is 2026-03-10T04:00Z; on that day itself it is now.
    """
    local = ZoneInfo(zone)
    if day >= now.astimezone(local).date():
        return now
    return datetime.combine(day, time(12), tzinfo=local).astimezone(UTC)
