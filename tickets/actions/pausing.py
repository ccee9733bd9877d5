"""Waiting: for the customer, or on hold for somebody else; and going on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.replying import is_asked, remind_on_silence
from tickets.actors import Actor
from tickets.errors import Incomplete, TransitionRefused
from tickets.models import Hold, Ticket


def wait_for_customer(
    *, ticket_id: int, actor: Actor, at: datetime, is_override: bool = False
) -> Ticket:
    """Wait for an answer that was asked for; the resolution clock stands still meanwhile.

    Refused unless the last public word is ours: nobody waits for a question that wasn't asked.
    `is_override` is for imports. Raises TransitionRefused.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        if not is_override:
            _check_asked(change.ticket)
        elif change.ticket.status == states.NEW:
            change.move(states.OPEN, why="import")
        change.move(states.WAITING_CUSTOMER, why="asked")
        remind_on_silence(change)
    return change.ticket


def _check_asked(ticket: Ticket) -> None:
    if not is_asked(ticket):
        raise TransitionRefused(
            _("The customer wrote last. Ask them something before you wait for an answer.")
        )


def hold(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    who: str,
    what: str,
    expected_by: datetime | None,
) -> Ticket:
    """Put the ticket on hold: for whom, for what, until when. Records `ticket.held`.

    It opens by itself when that moment comes. Raises Incomplete, TransitionRefused.
    """
    if not who.strip():
        raise Incomplete("who", _("Say who has to act."))
    if not what.strip():
        raise Incomplete("what", _("Say what you expect from them."))
    if expected_by is None or expected_by <= at:
        raise Incomplete("expected_by", _("Say until when, with a moment still to come."))
    with changing(ticket_id, actor=actor, at=at) as change:
        change.move(states.ON_HOLD, why="held")
        row = Hold.objects.create(
            ticket=change.ticket,
            who=who[:120],
            what=what[:300],
            expected_by=expected_by,
            from_at=change.at,
        )
        change.set(next_step_at=expected_by)
        change.record("ticket.held", hold=row.pk, expected_by=expected_by.isoformat())
    return change.ticket


def go_on(*, ticket_id: int, actor: Actor, at: datetime, why: str = "by_hand") -> Ticket:
    """End a wait or hold. Raises TransitionRefused when there is none."""
    with changing(ticket_id, actor=actor, at=at) as change:
        if change.ticket.status not in states.PAUSED:
            raise TransitionRefused(_("This ticket isn't waiting for anybody."))
        change.move(states.OPEN, why=why)
        change.set(next_step_at=None)
        end_hold(change)
    return change.ticket


def end_hold(change: Change) -> None:
    """Note that a hold has ended, however it ended."""
    Hold.objects.filter(ticket=change.ticket, to_at__isnull=True).update(to_at=change.at)
