"""The navigation as a person was last shown it.

Counting its queues costs more than the page around it, and everybody else's work changes these
numbers while they are read, so it is kept for some seconds. What the person does shows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

KEPT_SECONDS = 10


def kept_for(user_id: int, revision: int, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what was made for the person in this language, or make it.

    `revision` is that of the configuration: teams and queues of an older one aren't shown.
    """
    key = _key(user_id, get_language())
    kept = cache.get(key)
    if kept is not None and kept[0] == revision:
        found: dict[str, Any] = kept[1]
        return found
    made = make()
    cache.set(key, (revision, made), KEPT_SECONDS)
    return made


def forget_navigation(user_id: int | None) -> None:
    """Have a person's navigation made anew: they have just done something."""
    cache.delete_many([_key(user_id, language) for language, _name in settings.LANGUAGES])


def _key(user_id: int | None, language: str | None) -> str:
    return f"navigation:{user_id}:{language}"
