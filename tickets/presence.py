"""Who else is on a ticket's page just now. Kept in the cache only: losing it costs nothing."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext

from tickets.models import User

STAYS_SECONDS = 40
WRITES_SECONDS = 60


def seen(ticket_id: int, user: User, *, is_writing: bool = False) -> None:
    """Note that a person has this ticket open, or is writing on it."""
    people = _people(ticket_id)
    now = time.time()
    before = people.get(user.pk, {})
    people[user.pk] = {
        "name": user.display_name,
        "seen": now,
        "wrote": now if is_writing else before.get("wrote", 0.0),
    }
    cache.set(_key(ticket_id), people, STAYS_SECONDS)


def others_on(ticket_id: int, user: User) -> list[dict[str, str]]:
    """Return the others: each name and words, "Teo is reading"."""
    now = time.time()
    return [
        {"name": person["name"], "words": _words(person, now)}
        for pk, person in _people(ticket_id).items()
        if pk != user.pk
    ]


def _words(person: dict[str, Any], now: float) -> str:
    name = {"name": person["name"]}
    if now - person["wrote"] < WRITES_SECONDS:
        return gettext("%(name)s is writing") % name
    return gettext("%(name)s is reading") % name


def _people(ticket_id: int) -> dict[int, dict[str, Any]]:
    limit = time.time() - STAYS_SECONDS
    people = cache.get(_key(ticket_id)) or {}
    return {pk: person for pk, person in people.items() if person["seen"] > limit}


def _key(ticket_id: int) -> str:
    return f"here:{ticket_id}"
