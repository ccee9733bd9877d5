"""Keep what somebody has typed and not sent, so that no closed window loses it."""

from __future__ import annotations

from datetime import datetime

from tickets.actors import Actor
from tickets.models import Draft

MAX_TEXT = 100_000


def keep_draft(*, ticket_id: int, user_id: int, kind: str, text: str, at: datetime) -> Draft | None:
    """Keep the draft of one person for one ticket; an empty text forgets it. No event: a draft is
    nobody else's business.
    """
    text = text.replace("\0", "")
    if not text.strip():
        _forget(ticket_id, user_id, kind)
        return None
    draft, _is_new = Draft.objects.update_or_create(
        ticket_id=ticket_id,
        user_id=user_id,
        kind=kind,
        defaults={"text": text[:MAX_TEXT], "saved_at": at},
    )
    return draft


def forget_draft(*, ticket_id: int, actor: Actor, kind: str) -> None:
    """Forget what a person had typed, now that they said it; others keep theirs."""
    if actor.is_person_at_desk:
        _forget(ticket_id, actor.user_id, kind)


def _forget(ticket_id: int, user_id: int, kind: str) -> None:
    Draft.objects.filter(ticket=ticket_id, user=user_id, kind=kind).delete()
