"""What the public pages send, as plain data: written when stored, read back when opened. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# The channel of all public forms and pages.
CHANNEL = "web_form"
COMPLAINT = "complaint"
REPLY = "reply"


@dataclass(frozen=True, kw_only=True)
class FormWords:
    """A filled public form, or a reply on a status page. `raw` keeps every field as it was sent."""

    type: str
    language: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    # A reply's ticket; for words sent again from the same form, the submission they add to.
    ticket: int | None = None
    adds_to: str = ""
    # The version of the form, and the answers to fields of its own by their codes.
    form: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    # The code of the store whose printed QR code led here.
    store: str = ""

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> FormWords:
        """Read what was stored. Raises KeyError when it was stored by something else."""
        return cls(
            type=raw["type"],
            language=raw["language"],
            text=raw["fields"]["text"],
            fields=raw["fields"],
            ticket=raw.get("ticket"),
            adds_to=raw.get("adds_to", ""),
            form=raw.get("form"),
            answers=raw.get("answers", {}),
            store=raw.get("store", ""),
        )

    def value(self, name: str) -> str:
        return str(self.fields.get(name) or "").strip()

    def is_ticked(self, name: str) -> bool:
        return bool(self.fields.get(name))


def moment_on(day: str, *, zone: str, received_at: datetime) -> datetime | None:
    """Return the moment meant by a day without a time: its noon, or now when that is to come.

    "2026-03-10" in Asia/Shanghai is 2026-03-10T04:00Z. An empty day is None.
    """
    if not day:
        return None
    noon = datetime.combine(date.fromisoformat(day), time(12), tzinfo=ZoneInfo(zone))
    return min(noon.astimezone(UTC), received_at - timedelta(seconds=1))
