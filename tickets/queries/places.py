"""Stores to choose from."""

from __future__ import annotations

from tickets.models import Store


def store_choices() -> list[tuple[int, str]]:
    """Return (key, name) of the stores that are open, by name."""
    stores = Store.objects.filter(is_active=True)
    return sorted(((store.pk, store.name) for store in stores), key=lambda row: row[1])


def open_store(code: str) -> Store | None:
    """Return the open store of a code, as it stands in a printed address; None for none."""
    code = code.replace("\0", "")[:40]
    return Store.objects.filter(code=code, is_active=True).first() if code else None
