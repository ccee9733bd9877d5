"""What the desk does by itself when nothing is said for long enough."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.closing import BY_SILENCE, close_in_silence
from tickets.actions.pausing import go_on
from tickets.actions.resolving import check_nothing_open, finish_round
from tickets.errors import TransitionRefused
from tickets.models import Metric, Resolution, Ticket
from tickets.sla.silence import after_working_days

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(minutes=5)


def sweep_silence(*, at: datetime, batch: int = 100) -> int:
    """Take the next step of tickets whose moment has come; return how many were looked at.

    Waiting: remind, later resolve. On hold: open again. Resolved: close. One that raises is pushed
    ahead so that it can't hold up the rest.
    """
    due = Ticket.objects.filter(next_step_at__lte=at).order_by("next_step_at")
    rows = list(due.values_list("pk", "status")[:batch])
    for ticket_id, status in rows:
        try:
            _take_step(ticket_id, status, at)
        except Exception:  # one broken ticket must not hold up the others
            log.exception("a step after silence failed", extra={"ticket": ticket_id})
            Ticket.objects.filter(pk=ticket_id).update(next_step_at=at + LOOK_AGAIN)
    return len(rows)


def _take_step(ticket_id: int, status: str, at: datetime) -> None:
    if status == states.RESOLVED:
        close_in_silence(ticket_id=ticket_id, at=at)
    elif status == states.ON_HOLD:
        go_on(ticket_id=ticket_id, actor=BY_SILENCE, at=at, why="expected_by")
    elif status == states.WAITING_CUSTOMER:
        remind_or_resolve(ticket_id=ticket_id, at=at)
    else:
        Ticket.objects.filter(pk=ticket_id).update(next_step_at=None)


def remind_or_resolve(*, ticket_id: int, at: datetime) -> Ticket:
    """Remind a silent customer once, then resolve with notice (SLA.md section 2, pause).

    While it is our turn nothing is resolved: it looks again after another working day. Records
    `ticket.reminded`, whose delivery carries the words, or `ticket.resolved`.
    """
    with changing(ticket_id, actor=BY_SILENCE, at=at) as change:
        ticket = change.ticket
        if ticket.status != states.WAITING_CUSTOMER:
            change.set(next_step_at=None)
            return ticket
        pause = next(p for p in change.clocks.pauses if p.to_at is None)
        settings = change.settings
        resolve_at = after_working_days(
            pause.from_at, settings.silence_resolve_days, change.configuration
        )
        is_over = resolve_at is not None and change.at >= resolve_at
        if is_over and _is_our_turn(change):
            change.set(next_step_at=after_working_days(change.at, 1, change.configuration))
        elif is_over:
            _resolve(change)
        else:
            change.record("ticket.reminded", round=ticket.round)
            change.set(next_step_at=resolve_at)
    return change.ticket


def _is_our_turn(change: Change) -> bool:
    """Whether we owe the customer something: a task, a promise, an answer that never arrived."""
    if change.clocks.live_of(Metric.NEXT_REPLY) is not None:
        return True
    try:
        check_nothing_open(change.ticket, change.at)
    except TransitionRefused:
        return True
    return False


def _resolve(change: Change) -> None:
    Resolution.objects.create(
        ticket=change.ticket,
        round=change.ticket.round,
        outcome=Resolution.Outcome.OTHER,
        owner_id=change.ticket.owner_id,
        team_id=change.ticket.team_id,
        at=change.at,
    )
    finish_round(change, outcome=Resolution.Outcome.OTHER, message_id=None)
