"""The customer decides about a resolution: it holds, or it starts again with their words on top."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.closing import close_under_lock
from tickets.actions.reopening import reopen_under_lock
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete
from tickets.models import Message, Ticket


def accept_resolution(*, ticket_id: int, actor: Actor, at: datetime) -> Ticket:
    """Close a resolved ticket as confirmed by its customer; a question already asked stays open.

    Records `ticket.closed`. Safe to press twice. Raises Conflict when it isn't resolved.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        if change.ticket.verified != Ticket.Verified.CONFIRMED:
            _check(change)
            close_under_lock(change, verified=Ticket.Verified.CONFIRMED)
    return change.ticket


def reject_resolution(*, ticket_id: int, actor: Actor, at: datetime, text: str) -> Message:
    """Start the next round of a resolved ticket with the customer's words pinned on top.

    Records `ticket.reopened` and `message.received`. Raises Incomplete without words, Conflict
    when it isn't resolved (any more).
    """
    if not text.strip():
        raise Incomplete("text", _("Write in a few words what is still not right."))
    with changing(ticket_id, actor=actor, at=at) as change:
        _check(change)
        reopen_under_lock(change, reason="not_solved")
        message = change.say(
            Message.Direction.IN,
            text,
            author_name=change.ticket.customer.name,
            channel="web_form",
            is_pinned=True,
        )
        change.set(last_customer_message_at=change.at)
        change.record("message.received", message=message.pk, channel="web_form", auto=False)
    return message


def _check(change: Change) -> None:
    if change.ticket.status != states.RESOLVED:
        raise Conflict(
            _("This has changed meanwhile. Look at what is new below, or write to us there.")
        )
