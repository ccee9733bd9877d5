"""What the page for staff sends, as plain data: stored first, read back when opened. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ReportWords:
    """One report. Without `for_customer` it is the colleague's own observation."""

    text: str
    reported_by: int
    for_customer: bool
    language: str
    hurt: str = ""
    occurred_on: str = ""
    store: int | None = None
    name: str = ""
    phone: str = ""
    email: str = ""

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> ReportWords:
        """Read what was stored. Raises KeyError when it was stored by something else."""
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__})

    def as_raw(self) -> dict[str, Any]:
        return asdict(self)
