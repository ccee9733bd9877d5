"""Accept one of triage's proposals by itself; the others stay open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.change import Change, changing
from tickets.actions.classifying import check_live, correct
from tickets.actors import Actor
from tickets.errors import Conflict
from tickets.models import Proposal, Ticket

NUMBERS = ("severity", "urgency", "scope")


def accept_proposal(
    *,
    ticket_id: int,
    proposal_id: int,
    actor: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Ticket:
    """Let one proposal stand; what isn't on the ticket yet is put there, clocks follow.

    Records `triage.accepted`, and `ticket.reclassified` when a fact of the ticket changed. Raises
    Conflict when it was decided meanwhile, TransitionRefused when the ticket has ended,
    Proposal.DoesNotExist for one of another ticket.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        check_live(change)
        proposal = change.ticket.proposals.get(pk=proposal_id)
        if proposal.decision:
            raise Conflict(_("Somebody has decided this meanwhile."))
        changed = {
            name: value
            for name, value in _facts(change, proposal).items()
            if getattr(change.ticket, name) != value
        }
        if changed:
            correct(change, changed)
        _decide(change, proposal)
    return change.ticket


def _decide(change: Change, proposal: Proposal) -> None:
    proposal.decision = Proposal.Decision.ACCEPTED
    proposal.decided_value = proposal.value
    proposal.decided_by_id = change.actor.id if change.actor.is_person_at_desk else None
    proposal.decided_at = change.at
    proposal.save(update_fields=["decision", "decided_value", "decided_by", "decided_at"])
    change.record("triage.accepted", what=proposal.what, proposal=proposal.pk)


def _facts(change: Change, proposal: Proposal) -> dict[str, Any]:
    """Return what the ticket says when the proposal holds. Raises Conflict."""
    what, value = proposal.what, proposal.value
    if what == "category":
        category_id = change.configuration.category_ids.get(value)
        if category_id is None:
            raise Conflict(_("This category is no longer in use. Choose another."))
        return {"category_id": category_id}
    if what == "risk":
        return {"risk_flags": sorted({*change.ticket.risk_flags, value})}
    return {what: int(value) if what in NUMBERS else value}
