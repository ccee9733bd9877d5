"""Escalate: pass the levels whose moment has come, for one ticket or many, with the same code."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from tickets.actions.change import Change, changing_many
from tickets.actions.replying import pending_reply_at
from tickets.actors import Actor
from tickets.models import Metric, SlaClock, SlaPause
from tickets.sla.clocks import REPLY_METRICS, ClockBoard

log = logging.getLogger(__name__)

BY_CLOCK = Actor.automation("sla")
PUSH_AHEAD = timedelta(minutes=5)
LOOK_AGAIN = timedelta(seconds=5)


def escalate(*, ticket_id: int, at: datetime) -> int:
    """Pass the due levels of one ticket's clocks; return how many clocks were due."""
    return escalate_many(ticket_ids=[ticket_id], at=at)


def escalate_many(*, ticket_ids: Collection[int], at: datetime) -> int:
    """Pass the due levels of many tickets in one transaction; return how many clocks were due.

    Locks the tickets, skipping those somebody else holds; reads the clocks again under the lock.
    Idempotent per clock and level. When the batch raises, each ticket is tried by itself and the
    one at fault is pushed ahead with its reason. Records `sla.warned`, `sla.breached`.
    """
    try:
        return _escalate(ticket_ids, at)
    except Exception as error:  # any fault in one ticket's configuration must not stop the rest
        if len(ticket_ids) == 1:
            _push_ahead(next(iter(ticket_ids)), at, error)
            return 0
        log.warning("a batch of escalations failed, going one by one", exc_info=True)
        return sum(escalate_many(ticket_ids=[ticket_id], at=at) for ticket_id in ticket_ids)


def _escalate(ticket_ids: Collection[int], at: datetime) -> int:
    due = 0
    with changing_many(ticket_ids, actor=BY_CLOCK, at=at, skip_locked=True) as changes:
        _load_boards(changes)
        for change in changes:
            ripe = [c for c in change.clocks.live if c.next_fire_at and c.next_fire_at <= change.at]
            due += len(ripe)
            if ripe and not _waits_for_reply(change, ripe):
                change.clocks.fire(at=change.at)
                _carry_out_steps(change)
    return due


def _load_boards(changes: list[Change]) -> None:
    """Read the clocks and pauses of all locked tickets in two queries."""
    tickets = [change.ticket.pk for change in changes]
    clocks: dict[int, list[SlaClock]] = defaultdict(list)
    for clock in SlaClock.objects.filter(ticket__in=tickets, state__in=SlaClock.LIVE):
        clocks[clock.ticket_id].append(clock)
    pauses: dict[int, list[SlaPause]] = defaultdict(list)
    for pause in SlaPause.objects.filter(ticket__in=tickets):
        pauses[pause.ticket_id].append(pause)
    for change in changes:
        pk = change.ticket.pk
        change.clocks = ClockBoard(change.ticket, change.configuration, clocks[pk], pauses[pk])


def _waits_for_reply(change: Change, ripe: list[SlaClock]) -> bool:
    """A reply pressed in time is about to leave: the clocks it stops are looked at again after."""
    stoppable = [clock for clock in ripe if clock.metric in REPLY_METRICS]
    if not stoppable or change.ticket.last_agent_message_at is None:
        return False
    pressed = pending_reply_at(change.ticket.pk)
    if pressed is None or any(pressed > clock.next_fire_at for clock in stoppable):
        return False
    for clock in stoppable:
        clock.next_fire_at = change.at + LOOK_AGAIN
        change.clocks.changed[clock.pk] = clock
    return len(stoppable) == len(ripe)


def _carry_out_steps(change: Change) -> None:
    """What a rung does besides telling: raise the tier, hand the ticket to the lead."""
    fired = [
        data for code, data in change.clocks.happened if code in ("sla.warned", "sla.breached")
    ]
    change.take_clock_events()
    if any(data.get("raises_tier") for data in fired) and change.ticket.tier_id > 1:
        before = change.ticket.tier_id
        change.set(tier_id=before - 1)
        change.record(
            "ticket.reclassified", changed={"tier_id": {"from": before, "to": before - 1}}
        )
        change.clocks.retarget(at=change.at, why="escalation")
    if any(data.get("hands_to_lead") for data in fired):
        _hand_to_lead(change)


def _hand_to_lead(change: Change) -> None:
    lead = change.configuration.teams[change.ticket.team_id].lead_id
    ticket = change.ticket
    if lead is None or lead in (ticket.owner_id, ticket.complained_about_id):
        return
    before = ticket.owner_id
    change.set(owner_id=lead)
    change.record("ticket.handed_up", to="lead", person=lead, owner=before)
    change.clocks.stop([Metric.ASSIGNMENT], stopped_at=change.at, at=change.at)


def _push_ahead(ticket_id: int, at: datetime, error: Exception) -> None:
    """Keep a faulty row from wedging the sweep: look again later, and show administrators why."""
    log.error("escalation failed", exc_info=error, extra={"ticket": ticket_id})
    with transaction.atomic():
        SlaClock.objects.filter(
            ticket=ticket_id, next_fire_at__lte=at, state__in=SlaClock.LIVE
        ).update(next_fire_at=at + PUSH_AHEAD, fault=f"{type(error).__name__}: {error}"[:300])
