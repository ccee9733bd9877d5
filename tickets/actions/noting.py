"""Internal notes: only the team reads them, and they stop no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.change import SENT_TWICE, Change, changing
from tickets.actions.drafting import forget_draft
from tickets.actions.opening import attach
from tickets.actors import Actor
from tickets.errors import Incomplete
from tickets.models import Message, StoredFile


def note(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    text: str,
    files: Sequence[tuple[StoredFile, str]] = (),
) -> Message:
    """Write an internal note. Records `message.noted`. Raises Incomplete without text.

    The same form sent twice is one note: the first is returned.
    """
    if not text.strip():
        raise Incomplete("text", _("Nothing was written yet. Write the note."))
    with changing(ticket_id, actor=actor, at=at) as change:
        if actor.is_person_at_desk and (first := _sent_before(change, actor, text)):
            return first
        message = change.say(Message.Direction.NOTE, text)
        attach(message, files)
        change.record("message.noted", message=message.pk)
        forget_draft(ticket_id=ticket_id, actor=actor, kind="note")
    return message


def _sent_before(change: Change, actor: Actor, text: str) -> Message | None:
    """Return the note that the same person just wrote in the same words, nothing in between."""
    last = Message.objects.filter(ticket=change.ticket).order_by("-id").first()
    if last is None or change.at - last.at > SENT_TWICE:
        return None
    said = (last.direction, last.author_user_id, last.text)
    return last if said == (Message.Direction.NOTE, actor.id, text) else None
