"""Internal notes: only the team reads them, and they stop no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.change import changing
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
    """Write an internal note. Records `message.noted`. Raises Incomplete without text."""
    if not text.strip():
        raise Incomplete("text", _("Nothing was written yet. Write the note."))
    with changing(ticket_id, actor=actor, at=at) as change:
        message = change.say(Message.Direction.NOTE, text)
        attach(message, files)
        change.record("message.noted", message=message.pk)
        forget_draft(ticket_id=ticket_id, actor=actor, kind="note")
    return message
