"""Confirm what triage proposed, or correct it; clocks follow what is promised then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.assigning import ConflictOfInterest, confirm_under_lock
from tickets.actions.change import Change, changing
from tickets.actions.retargeting import follow_promises
from tickets.actors import Actor
from tickets.errors import DeskError, Incomplete, TransitionRefused
from tickets.models import Category, Product, Proposal, Ticket, Tier
from tickets.routing import route
from tickets.sla.measures import WITHOUT_LADDER

AMBER_LEVEL = 75


class LoweringRefused(DeskError):
    """A machine never lowers a tier; after the amber warning only a lead does, with a reason."""


def confirm_triage(
    *, ticket_id: int, actor: Actor, at: datetime, seen_version: int | None = None
) -> Ticket:
    """Accept every open proposal as it stands; a new ticket becomes open.

    A category that triage proposed but wasn't sure enough to set is set with that. Records
    `ticket.confirmed`, and `ticket.reclassified` for such a category. Raises TransitionRefused when
    the ticket has ended.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        check_live(change)
        _set_proposed_category(change)
        confirm_under_lock(change)
    return change.ticket


def _set_proposed_category(change: Change) -> None:
    if change.ticket.category_id is not None:
        return
    proposed = change.ticket.proposals.filter(what="category", decision="").first()
    codes = change.configuration.category_ids
    category_id = codes.get(proposed.value) if proposed else None
    if category_id and change.configuration.categories[category_id].is_usable_on(change.at.date()):
        _apply(change, {"category_id": category_id}, "")


def reclassify(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
    may_lower: bool = False,
    seen_version: int | None = None,
    **facts: Any,
) -> Ticket:
    """Correct facts of triage: kind, category_id, product_id, tier_id, severity, urgency, scope,
    risk_flags, sentiment, complained_about_id, language, is_key_issue, subject.

    Each correction is kept beside its proposal; clocks are retargeted on the same start. A tier is
    lowered only by a person, after the amber warning only with `may_lower` and a reason. Records
    `ticket.reclassified`. Raises LoweringRefused, ConflictOfInterest, Incomplete, StaleTicket.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        check_live(change)
        changed = {
            name: value for name, value in facts.items() if getattr(change.ticket, name) != value
        }
        if not changed:
            return change.ticket
        if "tier_id" in changed:
            _check_tier(change, changed["tier_id"], may_lower=may_lower, reason=reason)
        correct(change, changed, reason)
    return change.ticket


def correct(change: Change, changed: dict[str, Any], reason: str = "") -> None:
    """Put facts on a locked ticket, decide their proposals, let the clocks follow.

    Raises ConflictOfInterest, Incomplete.
    """
    _check_facts(change, changed)
    _apply(change, changed, reason)


def check_live(change: Change) -> None:
    if change.ticket.status not in states.LIVE:
        raise TransitionRefused(
            _("This ticket is “%(status)s”; triage ended with it. Reopen it to change this.")
            % {"status": change.ticket.get_status_display()}
        )


def _check_facts(change: Change, changed: dict[str, Any]) -> None:
    day = change.at.date()
    category_id = changed.get("category_id")
    if category_id is not None:
        category = Category.objects.filter(pk=category_id).first()
        if category is None or not category.is_usable_on(day):
            raise Incomplete("category", _("This category is no longer in use. Choose another."))
    product_id = changed.get("product_id")
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        raise Incomplete("product", _("This product is unknown. Choose one of the list."))
    person = changed.get("complained_about_id")
    if person is not None and person == change.actor.id:
        raise ConflictOfInterest(
            _("The complaint is about you, so a colleague has to record that.")
        )


def _check_tier(change: Change, tier_id: int, *, may_lower: bool, reason: str) -> None:
    ticket = change.ticket
    if not Tier.objects.filter(pk=tier_id).exists():
        raise Incomplete("tier", _("There are tiers 1 to 4. Choose one of them."))
    if tier_id <= ticket.tier_id:
        return
    if not change.actor.is_person_at_desk:
        raise LoweringRefused("A machine may raise a tier, never lower it.")
    was_warned = any(
        clock.last_level >= AMBER_LEVEL and clock.metric not in WITHOUT_LADDER
        for clock in change.clocks.live
    )
    if (was_warned or ticket.tier_id == 1) and not (may_lower and reason.strip()):
        raise LoweringRefused(
            _("Lowering this tier now needs a team lead and a reason. Ask your lead.")
        )


def _apply(change: Change, changed: dict[str, Any], reason: str) -> None:
    ticket = change.ticket
    data = {
        name: {"from": _plain(getattr(ticket, name)), "to": _plain(value)}
        for name, value in changed.items()
        if name != "subject"
    }
    change.set(**changed)
    _decide_proposals(change, changed)
    if changed.get("complained_about_id") and ticket.owner_id == ticket.complained_about_id:
        change.set(owner_id=None)
        change.record("ticket.assigned", **{"from": ticket.complained_about_id, "to": None})
    change.record("ticket.reclassified", changed=data, has_reason=bool(reason.strip()))
    if reason.strip():
        message = change.say("note", reason)
        change.record("message.noted", message=message.pk)
    if "category_id" in changed and ticket.owner_id is None:
        _reroute(change)
    follow_promises(change, why="reclassified")


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | bool | list | None) else str(value)


_PROPOSED_AS = {
    "kind": "kind",
    "category_id": "category",
    "severity": "severity",
    "urgency": "urgency",
    "scope": "scope",
    "sentiment": "sentiment",
    "language": "language",
}


def _decide_proposals(change: Change, changed: dict[str, Any]) -> None:
    codes = {category.pk: category.code for category in change.configuration.categories.values()}
    for name, what in _PROPOSED_AS.items():
        if name not in changed:
            continue
        value = codes.get(changed[name], "") if name == "category_id" else changed[name]
        for proposal in Proposal.objects.filter(ticket=change.ticket, what=what):
            same = proposal.value == str(value)
            proposal.decision = "accepted" if same else "corrected"
            proposal.decided_value = str(value)
            proposal.decided_by_id = change.actor.id if change.actor.is_person_at_desk else None
            proposal.decided_at = change.at
            proposal.save(update_fields=["decision", "decided_value", "decided_by", "decided_at"])


def _reroute(change: Change) -> None:
    """A ticket nobody has yet goes to the team its new category belongs to."""
    chosen = route(change.ticket, change.configuration)
    if chosen.team_id != change.ticket.team_id:
        before = change.ticket.team_id
        change.set(team_id=chosen.team_id)
        change.record(
            "ticket.routed", **{"from": before, "team": chosen.team_id, "rule": chosen.rule_id}
        )
