"""A talk with customers is put on record; its tickets are opened from its page."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actors import Actor
from tickets.errors import Incomplete
from tickets.models import Interview


def record_interview(
    *,
    actor: Actor,
    at: datetime,
    title: str,
    people: str,
    held_at: datetime,
    kind: str = Interview.Kind.INTERVIEW,
    place: str = "",
    store_id: int | None = None,
    notes: str = "",
) -> Interview:
    """Keep who was talked with, where and when. Raises Incomplete for a moment still to come."""
    if held_at > at:
        raise Incomplete("held_at", _("This moment is still to come. Enter when you talked."))
    return Interview.objects.create(
        kind=kind,
        title=title[:120],
        people=people[:500],
        place=place[:200],
        store_id=store_id,
        held_at=held_at,
        notes=notes,
        held_by_id=actor.user_id,
        recorded_at=at,
    )
