"""Who has it: taking, assigning, moving to another team."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.retargeting import follow_promises
from tickets.actors import Actor
from tickets.errors import Conflict, DeskError, TransitionRefused
from tickets.models import Metric, Team, Ticket, User


class ConflictOfInterest(DeskError):
    """The ticket complains about this person, so they can neither own nor decide it."""


class AlreadyTaken(Conflict):
    """Somebody was quicker. Taking it from them is an assignment, made with that in sight."""


def take(*, ticket_id: int, actor: Actor, at: datetime) -> Ticket:
    """Make the actor the owner of a ticket that nobody has.

    Records `ticket.assigned`. Raises AlreadyTaken, ConflictOfInterest, TransitionRefused.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        _require_live(change.ticket)
        owner = change.ticket.owner
        if owner is not None and owner.pk != actor.id:
            raise AlreadyTaken(
                _("%(name)s has it already. To have it yourself, assign it to you.")
                % {"name": owner.display_name}
            )
        set_owner(change, actor.id)
    return change.ticket


def assign(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    owner_id: int | None,
    team_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """Give the ticket to a person, a team, or both; `owner_id` None puts it in the team's queue.

    Records `ticket.assigned`. Raises ConflictOfInterest, TransitionRefused, StaleTicket.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        _require_live(change.ticket)
        if team_id is not None and team_id != change.ticket.team_id:
            _change_team(change, team_id)
        set_owner(change, owner_id)
    return change.ticket


def take_under_lock(change: Change) -> None:
    """Whoever answers a ticket that nobody has, has it; a new one becomes open with that."""
    if not change.actor.is_person_at_desk:
        return
    if change.ticket.complained_about_id == change.actor.id:
        raise ConflictOfInterest(
            _("This ticket complains about you, so someone else has to answer it.")
        )
    if change.ticket.owner_id is None:
        set_owner(change, change.actor.id)
    if change.ticket.status == states.NEW:
        confirm_under_lock(change)


def confirm_under_lock(change: Change) -> None:
    """Let triage stand as it is and open the ticket."""
    if change.ticket.triage_confirmed_at is None:
        change.set(
            triage_confirmed_at=change.at,
            triage_confirmed_by_id=change.actor.id if change.actor.is_person_at_desk else None,
        )
        # Only what stands on the ticket was looked at; what was merely proposed stays undecided.
        change.ticket.proposals.filter(decision="", is_applied=True).update(
            decision="accepted", decided_by_id=change.actor.id, decided_at=change.at
        )
        change.record("ticket.confirmed")
    if change.ticket.status == states.NEW:
        change.move(states.OPEN, why="triaged")


def set_owner(change: Change, owner_id: int | None) -> None:
    ticket = change.ticket
    if owner_id is not None:
        _check_owner(ticket, owner_id)
    if owner_id == ticket.owner_id:
        return
    before = ticket.owner_id
    change.set(owner_id=owner_id)
    change.record("ticket.assigned", **{"from": before, "to": owner_id, "team": ticket.team_id})
    if owner_id is None:
        change.clocks.start(Metric.ASSIGNMENT, started_at=change.at, at=change.at)
    else:
        change.clocks.stop([Metric.ASSIGNMENT], stopped_at=change.at, at=change.at)


def _require_live(ticket: Ticket) -> None:
    if ticket.status not in states.LIVE:
        raise TransitionRefused(
            _("This ticket is “%(status)s”; only tickets being worked on have an owner.")
            % {"status": ticket.get_status_display()}
        )


def _check_owner(ticket: Ticket, owner_id: int) -> None:
    if ticket.complained_about_id == owner_id:
        raise ConflictOfInterest(
            _("The customer complains about this person. Choose someone else.")
        )
    if not User.objects.filter(pk=owner_id, is_active=True).exists():
        raise DeskError(_("This person no longer works here. Choose someone else."))


def _change_team(change: Change, team_id: int) -> None:
    team = Team.objects.filter(pk=team_id, is_active=True).first()
    if team is None:
        raise DeskError(_("This team is no longer active. Choose another one."))
    before = change.ticket.team_id
    change.set(team_id=team.pk)
    change.record("ticket.routed", **{"from": before, "team": team.pk, "rule": None})
    follow_promises(change, why="team")
