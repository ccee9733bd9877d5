"""What a passed level of the ladder does besides telling: raise the tier, hand over to the lead.

Levels are passed by the sweep, and by any action that finds a promise broken which the sweep hasn't
seen yet or that moves a due time into the past. What they order is done in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tickets.models import Metric

if TYPE_CHECKING:
    from tickets.actions.change import Change

FIRED = ("sla.warned", "sla.breached")
Happened = Sequence[tuple[str, dict[str, Any]]]


def carry_out(change: Change, happened: Happened) -> None:
    """Do what the levels among these events order. Records what it does."""
    if _is_ordered("raises_tier", happened) and change.ticket.tier_id > 1:
        _raise_tier(change)
    if _is_ordered("hands_to_lead", happened):
        _hand_to_lead(change)


def _is_ordered(what: str, happened: Happened) -> bool:
    return any(code in FIRED and data.get(what) for code, data in happened)


def _raise_tier(change: Change) -> None:
    before = change.ticket.tier_id
    change.set(tier_id=before - 1)
    change.record("ticket.reclassified", changed={"tier_id": {"from": before, "to": before - 1}})
    change.clocks.retarget(at=change.at, why="escalation")


def _hand_to_lead(change: Change) -> None:
    lead = change.configuration.teams[change.ticket.team_id].lead_id
    ticket = change.ticket
    if lead is None or lead in (ticket.owner_id, ticket.complained_about_id):
        return
    before = ticket.owner_id
    change.set(owner_id=lead)
    change.record("ticket.handed_up", to="lead", person=lead, owner=before)
    change.clocks.stop([Metric.ASSIGNMENT], stopped_at=change.at, at=change.at)
