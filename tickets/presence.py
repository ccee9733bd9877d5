"""Who else is on a ticket's page just now. Kept in the cache only: losing it costs nothing."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext

from tickets.models import User

STAYS_SECONDS = 40
WRITES_SECONDS = 60


def seen(ticket_id: int, user: User, *, is_writing: bool = False) -> list[dict[str, str]]:
    """Note that a person has this ticket open, or is writing on it.

    Returns the others who have: each name and words, "Teo is reading".
    """
    people = _people(ticket_id)
    now = time.time()
    before = people.pop(user.pk, {})
    mine = {
        "name": user.display_name,
        "seen": now,
        "wrote": now if is_writing else before.get("wrote", 0.0),
    }
    cache.set(_key(ticket_id), people | {user.pk: mine}, STAYS_SECONDS)
    return [{"name": one["name"], "words": _words(one, now)} for one in people.values()]


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
