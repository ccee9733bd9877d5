"""Resolve: an outcome, told to the customer at once; then the question whether it is so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.pausing import end_hold
from tickets.actions.replying import speak
from tickets.actions.surveying import schedule_survey
from tickets.actors import Actor
from tickets.display import listed
from tickets.errors import Incomplete, TransitionRefused
from tickets.models import Metric, Resolution, ResolutionItem, Task, Ticket
from tickets.sla.clocks import RESOLVE_METRICS


def resolve(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    outcome: str,
    public_message: str,
    finding: str = "",
    seen_version: int | None = None,
) -> Ticket:
    """Resolve the ticket, tell the customer and stop its clocks.

    Passes through open from new, waiting and on hold. Records `ticket.resolved`; schedules the
    survey of this round. Raises Incomplete (outcome of another kind, no message, a complaint
    without finding), TransitionRefused (an open promise or blocking task), StaleTicket.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        _check(change.ticket, outcome, public_message, finding)
        if change.ticket.status not in states.LIVE:
            change.move(states.RESOLVED)
        message = speak(change, public_message, is_last_word=True)
        check_nothing_open(change.ticket, change.at)
        end_hold(change)
        # Merged while it was resolved and taken out again, a round ends a second time.
        Resolution.objects.update_or_create(
            ticket=change.ticket,
            round=change.ticket.round,
            defaults={
                "outcome": outcome,
                "finding": finding,
                "message": message,
                "resolved_by_id": actor.id,
                "owner_id": change.ticket.owner_id,
                "team_id": change.ticket.team_id,
                "at": change.at,
            },
        )
        finish_round(change, outcome=outcome, message_id=message.pk)
    return change.ticket


def finish_round(change: Change, *, outcome: str, message_id: int | None) -> None:
    """Move a locked ticket to resolved, stop its clocks, and plan what comes after."""
    change.move(states.RESOLVED)
    change.clocks.stop(
        (*RESOLVE_METRICS, Metric.FIRST_RESPONSE, Metric.STATUTORY)
        if message_id
        else RESOLVE_METRICS,
        stopped_at=change.at,
        at=change.at,
    )
    change.clocks.cancel(at=change.at, reason="resolved", metrics=[Metric.ASSIGNMENT])
    change.set(
        resolved_at=change.at,
        next_step_at=change.at + timedelta(seconds=change.settings.close_after_seconds),
    )
    change.record(
        "ticket.resolved",
        outcome=outcome,
        message=message_id,
        round=change.ticket.round,
        owner=change.ticket.owner_id,
        team=change.ticket.team_id,
        kind=change.ticket.kind,
        tier=change.ticket.tier_id,
    )
    schedule_survey(change, outcome=outcome)


def _check(ticket: Ticket, outcome: str, public_message: str, finding: str) -> None:
    if outcome not in Resolution.BY_KIND[ticket.kind]:
        labels = [Resolution.Outcome(code).label for code in Resolution.BY_KIND[ticket.kind]]
        raise Incomplete(
            "outcome", _("Choose how it ended: %(choices)s.") % {"choices": listed(labels)}
        )
    if not public_message.strip():
        raise Incomplete("public_message", _("Tell the customer how it ended."))
    if ticket.kind == Ticket.Kind.COMPLAINT and not finding.strip():
        raise Incomplete("finding", _("Write down what you found, in a sentence."))


def check_nothing_open(ticket: Ticket, at: datetime) -> None:
    """Raise TransitionRefused while a blocking task or a promise that is due isn't done."""
    task = Task.objects.filter(ticket=ticket, is_blocking=True, done_at__isnull=True).first()
    if task is not None:
        raise TransitionRefused(
            _("“%(task)s” is still open. Finish that task first.") % {"task": task.name}
        )
    promise = ResolutionItem.objects.filter(
        ticket=ticket, done_at__isnull=True, due_at__isnull=False, due_at__lte=at
    ).first()
    if promise is not None:
        raise TransitionRefused(
            _("“%(promise)s” was promised and isn't done. Do it, or agree on a new date first.")
            % {"promise": promise.text or promise.get_kind_display()}
        )
