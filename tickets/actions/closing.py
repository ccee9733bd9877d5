"""Close what is really over: confirmed by the customer, or silent after the window."""

from __future__ import annotations

from datetime import datetime, timedelta

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actors import Actor
from tickets.models import Resolution, Survey, Task, Ticket

BY_SILENCE = Actor.automation("silence")


def close_under_lock(change: Change, *, verified: str) -> None:
    """Close a resolved ticket. Records `ticket.closed`."""
    change.move(states.CLOSED, why=verified)
    change.set(verified=verified, closed_at=change.at, next_step_at=None)
    change.record("ticket.closed", verified=verified, round=change.ticket.round)


def close_in_silence(*, ticket_id: int, at: datetime) -> Ticket:
    """Close a resolved ticket nobody objected to, when every chance to object is over.

    Waits for an open survey; urgent tickets and upheld complaints get a call-back task first
    (SURVEYS.md 6.5). Safe to run twice. Records `ticket.closed` or `task.added`.
    """
    with changing(ticket_id, actor=BY_SILENCE, at=at) as change:
        ticket = change.ticket
        if ticket.status != states.RESOLVED or ticket.resolved_at is None:
            change.set(next_step_at=None)
            return ticket
        wait_until = _still_waiting_until(change)
        if wait_until is not None and wait_until > change.at:
            change.set(next_step_at=wait_until)
        elif _wants_call_back(change):
            _add_call_back(change)
        else:
            close_under_lock(change, verified=Ticket.Verified.SILENT)
    return change.ticket


def _still_waiting_until(change: Change) -> datetime | None:
    ticket, settings = change.ticket, change.settings
    assert ticket.resolved_at is not None
    earliest = ticket.resolved_at + timedelta(seconds=settings.close_after_seconds)
    survey = Survey.objects.filter(ticket=ticket, round=ticket.round).first()
    if survey is None or survey.state not in Survey.OPEN:
        return earliest
    if survey.expires_at is not None:
        return max(earliest, survey.expires_at)
    planned = survey.next_at or change.at
    return max(earliest, planned + timedelta(seconds=settings.survey_window_seconds))


def _wants_call_back(change: Change) -> bool:
    """Whether somebody has to call before silence counts; once a round."""
    ticket = change.ticket
    outcome = (
        Resolution.objects.filter(ticket=ticket, round=ticket.round)
        .values_list("outcome", flat=True)
        .first()
    )
    is_due = ticket.kind == Ticket.Kind.COMPLAINT and (
        ticket.tier_id == 1 or outcome in ("upheld", "partly_upheld")
    )
    if not is_due:
        return False
    return not Task.objects.filter(
        ticket=ticket, kind=Task.Kind.CALL_BACK, created_at__gte=ticket.resolved_at
    ).exists()


def _add_call_back(change: Change) -> None:
    ticket = change.ticket
    due = change.at + timedelta(seconds=change.settings.call_back_seconds)
    task = Task.objects.create(
        ticket=ticket,
        kind=Task.Kind.CALL_BACK,
        title="",
        owner_id=ticket.owner_id,
        team_id=ticket.team_id,
        due_at=due,
        created_at=change.at,
    )
    change.set(next_step_at=due)
    change.record("task.added", task=task.pk, kind=task.kind, due_at=due.isoformat())
