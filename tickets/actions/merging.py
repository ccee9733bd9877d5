"""Two tickets about one matter: the newer one goes into the older, and can come out again.

Nothing is moved or rewritten: the page unites what both chains say (SLA.md section 2, merge).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing_many
from tickets.actions.pausing import end_hold
from tickets.actions.reopening import supersede_survey
from tickets.actions.retargeting import start_afresh
from tickets.actors import Actor
from tickets.errors import DeskError, StaleTicket, TransitionRefused
from tickets.models import Metric, Ticket
from tickets.person import is_same_person
from tickets.sla.replies import unanswered_since


class OtherCustomer(DeskError):
    """The tickets belong to two customers; only a lead may unite those."""


def direction(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Return (source, target): the newer ticket goes into the older, which keeps the true wait."""
    older, newer = sorted((one, other), key=lambda ticket: (ticket.received_at, ticket.pk))
    return newer, older


def merge(
    *,
    ticket_id: int,
    into_id: int,
    actor: Actor,
    at: datetime,
    is_override: bool = False,
    seen_versions: Mapping[int, int | None] | None = None,
) -> Ticket:
    """Merge a ticket into another of the same customer and return the one that went in.

    Its running clocks are cancelled, its breaches stay; the other takes over the wait for a reply
    if that is older, and breaks now if that wait is too long already. `is_override` is a lead's
    word for two customers; `seen_versions` are the versions that the person's page showed, by
    ticket. Records `ticket.merged` and `ticket.absorbed`. Raises OtherCustomer, StaleTicket,
    TransitionRefused, Ticket.DoesNotExist.
    """
    if ticket_id == into_id:
        raise TransitionRefused(_("A ticket can't be merged into itself. Choose another one."))
    with changing_many([ticket_id, into_id], actor=actor, at=at) as changes:
        _check_versions(changes, seen_versions or {})
        source, target = _in_order(changes, ticket_id)
        _check(source.ticket, target.ticket, is_override)
        waits_since = _waits_since(source.ticket)
        _go_in(source, target.ticket)
        _take_in(target, source.ticket, waits_since)
    return source.ticket


def _in_order(changes: list[Change], first_id: int) -> tuple[Change, Change]:
    one, other = changes
    return (one, other) if one.ticket.pk == first_id else (other, one)


def _check_versions(changes: list[Change], seen: Mapping[int, int | None]) -> None:
    for change in changes:
        version = seen.get(change.ticket.pk)
        if version is not None and version != change.ticket.version:
            raise StaleTicket


def _check(source: Ticket, target: Ticket, is_override: bool) -> None:
    if target.status in states.ENDED:
        raise TransitionRefused(
            _("The ticket to merge into is “%(status)s”. Choose one that is still being worked on.")
            % {"status": target.get_status_display()}
        )
    if target.status == states.RESOLVED and source.status != states.RESOLVED:
        raise TransitionRefused(
            _("The ticket to merge into is resolved. Reopen it first, or merge the other way.")
        )
    if not is_same_person(source.customer, target.customer) and not is_override:
        raise OtherCustomer(
            _("These tickets belong to two customers. Ask a team lead to merge them.")
        )


def _waits_since(ticket: Ticket) -> datetime | None:
    """Since when its customer has waited for our word; None when nobody waits."""
    if ticket.status not in states.LIVE:
        return None
    return unanswered_since(ticket.pk, after=ticket.last_agent_message_at)


def _go_in(source: Change, target: Ticket) -> None:
    source.set(merged_into_id=target.pk, next_step_at=None)
    source.move(states.MERGED, why="merged")
    end_hold(source)
    supersede_survey(source)
    source.clocks.cancel(at=source.at, reason="merged")
    source.record("ticket.merged", into=target.pk)


def _take_in(target: Change, source: Ticket, waits_since: datetime | None) -> None:
    ticket = target.ticket
    target.record("ticket.absorbed", ticket=source.pk)
    if waits_since is None:
        return
    last_word = ticket.last_agent_message_at
    if ticket.status == states.WAITING_CUSTOMER and last_word and waits_since > last_word:
        target.set(next_step_at=None)
        target.move(states.OPEN, why="merged")
    is_answered = target.clocks.live_of(Metric.FIRST_RESPONSE) is None
    # Where neither was ever answered, the older first_response clock measures the whole wait.
    if is_answered or source.last_agent_message_at or waits_since < ticket.received_at:
        target.clocks.wait_since(waits_since, at=target.at)


def unmerge(*, ticket_id: int, actor: Actor, at: datetime) -> Ticket:
    """Take a merged ticket out again, open and with fresh clocks from this moment.

    Records `ticket.unmerged` and `ticket.released`. Raises TransitionRefused when it isn't merged.
    """
    into_id = Ticket.objects.values_list("merged_into_id", flat=True).get(pk=ticket_id)
    if into_id is None:
        raise TransitionRefused(_("This ticket isn't merged into another one."))
    with changing_many([ticket_id, into_id], actor=actor, at=at) as changes:
        source, target = _in_order(changes, ticket_id)
        if source.ticket.merged_into_id != into_id:
            raise TransitionRefused(_("A colleague has just taken it out. Look at it again."))
        source.set(merged_into_id=None, resolved_at=None)
        source.move(states.OPEN, why="unmerged")
        source.record("ticket.unmerged", **{"from": into_id})
        start_afresh(source)
        target.record("ticket.released", ticket=ticket_id)
        _give_back_wait(target)
    return source.ticket


def _give_back_wait(target: Change) -> None:
    """A wait that came with the merge goes with it, unless the target's own customer waits too."""
    if _waits_since(target.ticket) is None:
        target.clocks.cancel(at=target.at, reason="unmerged", metrics=[Metric.NEXT_REPLY])
