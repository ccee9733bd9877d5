"""Start it again: the next round, with its own clock, until it is really solved."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actors import Actor
from tickets.errors import Incomplete, TransitionRefused
from tickets.models import Metric, Survey, Ticket
from tickets.sla.clocks import RESOLVE_METRICS

SECOND_ROUND_TIER = 2
# What a round brings and takes along; a deadline by law, say, is the ticket's and goes on.
ROUND_METRICS = (*RESOLVE_METRICS, Metric.ASSIGNMENT)


def reopen(*, ticket_id: int, actor: Actor, at: datetime, reason: str, note: str = "") -> Ticket:
    """Open the next round of a resolved or closed ticket by hand.

    Records `ticket.reopened`. Raises TransitionRefused when the ticket isn't resolved or closed,
    or was closed longer ago than the window.
    """
    if not note.strip():
        raise Incomplete("note", _("Write why it starts again, so that the next reader knows."))
    with changing(ticket_id, actor=actor, at=at) as change:
        _check_window(change)
        reopen_under_lock(change, reason=reason)
        message = change.say("note", note)
        change.record("message.noted", message=message.pk)
    return change.ticket


def _check_window(change: Change) -> None:
    closed_at = change.ticket.closed_at
    window = timedelta(seconds=change.settings.reopen_window_seconds)
    if closed_at is not None and change.at > closed_at + window:
        raise TransitionRefused(
            _("This ticket was closed too long ago to reopen. Open a linked new ticket instead.")
        )


def reopen_under_lock(change: Change, *, reason: str) -> None:
    """Do everything a reopen brings, on a ticket already locked (SLA.md section 2).

    Round + 1; tier at least 2; resolution clock with the reopen budget; next_reply clock; an
    unanswered survey is superseded; from the second reopen the lead, from the third the manager.
    """
    ticket = change.ticket
    if ticket.status not in (states.RESOLVED, states.CLOSED):
        raise TransitionRefused(
            _("Only a resolved or closed ticket can be reopened. This one is “%(status)s”.")
            % {"status": ticket.get_status_display()}
        )
    supersede_survey(change)
    change.move(states.OPEN, why="reopened")
    change.set(
        round=ticket.round + 1,
        verified="",
        resolved_at=None,
        closed_at=None,
        next_step_at=None,
    )
    if ticket.tier_id > SECOND_ROUND_TIER:
        change.set(tier_id=SECOND_ROUND_TIER)
        change.clocks.retarget(at=change.at, why="second_round")
    change.record("ticket.reopened", round=ticket.round, reason=reason, tier=ticket.tier_id)
    change.clocks.start(Metric.RESOLUTION, started_at=change.at, at=change.at, cycle=ticket.round)
    change.clocks.start(Metric.NEXT_REPLY, started_at=change.at, at=change.at)
    _hand_up(change)


def supersede_survey(change: Change) -> None:
    """A question about a round that goes on is void; an answered one is kept."""
    changed = Survey.objects.filter(
        ticket=change.ticket, round=change.ticket.round, state__in=Survey.OPEN
    ).update(state=Survey.State.SUPERSEDED, next_at=None, closed_at=change.at)
    if changed:
        change.record("survey.superseded", round=change.ticket.round)


def _hand_up(change: Change) -> None:
    """The second reopen brings in the lead, the third hands the ticket to the manager."""
    ticket, settings = change.ticket, change.settings
    reopens = ticket.round - 1
    team = change.configuration.teams[ticket.team_id]
    if reopens >= settings.manager_at_reopen and team.manager_id:
        _hand_to(change, team.manager_id, "manager")
    elif reopens >= settings.lead_at_reopen and team.lead_id:
        change.record("ticket.handed_up", to="lead", person=team.lead_id, owner=ticket.owner_id)


def _hand_to(change: Change, person_id: int, role: str) -> None:
    if person_id == change.ticket.complained_about_id:
        return
    change.set(owner_id=person_id)
    change.record("ticket.handed_up", to=role, person=person_id, owner=person_id)
    change.clocks.stop([Metric.ASSIGNMENT], stopped_at=change.at, at=change.at)


def undo_reopen(*, ticket_id: int, actor: Actor, at: datetime) -> Ticket:
    """Take back a reopen that was a misunderstanding, within a day (SLA.md section 3).

    The round's clocks are cancelled and the earlier resolution stands again. Records
    `ticket.reopen_undone`. Raises TransitionRefused when nothing is to undo or it is too late.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        ticket = change.ticket
        opened = (
            ticket.events.filter(code="ticket.reopened").order_by("-seq").first()
            if ticket.round > 1 and ticket.status == states.OPEN
            else None
        )
        limit = timedelta(seconds=change.settings.undo_reopen_seconds)
        if opened is None or change.at > opened.at + limit:
            raise TransitionRefused(
                _("There is no reopen of the last day to undo. Resolve the ticket instead.")
            )
        _take_round_back(change)
    return change.ticket


def _take_round_back(change: Change) -> None:
    ticket = change.ticket
    change.clocks.cancel(at=change.at, reason="reopen_undone", metrics=ROUND_METRICS)
    earlier = ticket.resolutions.filter(round=ticket.round - 1).first()
    change.move(states.RESOLVED, why="reopen_undone")
    change.set(
        round=ticket.round - 1,
        resolved_at=earlier.at if earlier else change.at,
        next_step_at=change.at + timedelta(seconds=change.settings.close_after_seconds),
    )
    change.record("ticket.reopen_undone", round=ticket.round + 1)
