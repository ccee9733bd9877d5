"""What a program sends to the intake API, read back from how it was stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def moment_in(raw: Mapping[str, Any], name: str) -> datetime | None:
    """Return the aware moment of a field stored as ISO 8601; None where it wasn't sent."""
    value = raw.get(name)
    return datetime.fromisoformat(value) if value else None


def account_in(raw: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (provider, id) of the account somebody is signed in with over there."""
    account = raw.get("account")
    return (account["provider"], account["id"]) if account else None
