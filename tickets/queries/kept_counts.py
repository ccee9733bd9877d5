"""How many tickets stand in each queue of the navigation, as a person was last shown it.

Counting costs more than the page around it, and everybody else's work changes these numbers while
they are read, so they are kept for some seconds. What the person does counts at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.cache import cache

from tickets import access
from tickets.queries.counting import count_many
from tickets.queries.facets import Reader
from tickets.queries.filters import QueueFilter

KEPT_SECONDS = 10


def counts_of(reader: Reader, queues: Mapping[str, QueueFilter]) -> dict[str, int]:
    """Return {key: count} of the queues; counted anew when other queues are asked for."""
    asked = [reader.settings.revision, {key: wanted.query() for key, wanted in queues.items()}]
    kept = cache.get(_key(reader.user.pk))
    if kept is not None and kept[0] == asked:
        counted: dict[str, int] = kept[1]
        return counted
    visible = access.tickets_for(reader.user)
    counts = count_many({key: wanted.narrow(visible, reader) for key, wanted in queues.items()})
    cache.set(_key(reader.user.pk), (asked, counts), KEPT_SECONDS)
    return counts


def forget_counts(user_id: int | None) -> None:
    """Have a person's queues counted anew: they have just done something."""
    cache.delete(_key(user_id))


def _key(user_id: int | None) -> str:
    return f"navigation-counts:{user_id}"
