"""End a ticket that is none: spam, duplicate, withdrawn, test; and take that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import changing
from tickets.actions.pausing import end_hold
from tickets.actions.retargeting import start_afresh
from tickets.actors import Actor
from tickets.errors import Incomplete, TransitionRefused
from tickets.models import Ticket

UNDO_WITHIN = timedelta(days=30)


def cancel(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    reason: str,
    seen_version: int | None = None,
) -> Ticket:
    """Cancel with one of the reasons; running clocks are cancelled, breaches stay.

    Records `ticket.cancelled`. Raises Incomplete, TransitionRefused, StaleTicket.
    """
    if reason not in Ticket.CancelReason.values:
        raise Incomplete("reason", _("Choose why: spam, duplicate, withdrawn or test."))
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        change.set(cancel_reason=reason, next_step_at=None)
        change.move(states.CANCELLED, why=reason)
        end_hold(change)
        change.clocks.cancel(at=change.at, reason=reason)
        change.set(closed_at=change.at)
        change.record("ticket.cancelled", reason=reason)
    return change.ticket


def undo_cancel(*, ticket_id: int, actor: Actor, at: datetime, note: str) -> Ticket:
    """Open a cancelled ticket again, with new clocks from that moment (a lead, within 30 days).

    Records `ticket.cancel_undone`. Raises Incomplete without a reason, TransitionRefused.
    """
    if not note.strip():
        raise Incomplete("note", _("Write why it goes on after all."))
    with changing(ticket_id, actor=actor, at=at) as change:
        if change.ticket.status != states.CANCELLED:
            raise TransitionRefused(
                _("This ticket is “%(status)s”, so there is no cancelling to undo.")
                % {"status": change.ticket.get_status_display()}
            )
        closed_at = change.ticket.closed_at
        if closed_at is not None and change.at > closed_at + UNDO_WITHIN:
            raise TransitionRefused(
                _("It was cancelled more than 30 days ago. Open a new ticket instead.")
            )
        change.move(states.OPEN, why="cancel_undone")
        change.set(cancel_reason="", closed_at=None)
        message = change.say("note", note)
        change.record("ticket.cancel_undone", message=message.pk)
        start_afresh(change)
    return change.ticket
