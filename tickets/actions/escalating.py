"""Escalate: pass the levels whose moment has come, for one ticket or many, with the same code."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from tickets.actions.change import Change, changing_many
from tickets.actors import Actor
from tickets.models import SlaClock, SlaPause, Ticket
from tickets.sla.board import PUSH_AHEAD, REPLY_METRICS
from tickets.sla.clocks import ClockBoard
from tickets.sla.replies import pressed_replies

log = logging.getLogger(__name__)

BY_CLOCK = Actor.automation("sla")
LOOK_AGAIN = timedelta(seconds=5)


def escalate(*, ticket_id: int, at: datetime) -> int:
    """Pass the due levels of one ticket's clocks; return how many clocks were due."""
    return escalate_many(ticket_ids=[ticket_id], at=at)


def escalate_due(*, at: datetime, limit: int) -> int:
    """Claim the tickets behind the `limit` most overdue clocks and escalate them.

    Returns how many due clocks were claimed. Workers that do so at once take different tickets.
    """
    with transaction.atomic():
        claimed = list(
            Ticket.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
            .filter(clocks__next_fire_at__lte=at)
            .order_by("clocks__next_fire_at", "clocks__id")
            .values_list("pk", flat=True)[:limit]
        )
        if claimed:
            escalate_many(ticket_ids=sorted(set(claimed)), at=at)
    return len(claimed)


def escalate_many(*, ticket_ids: Collection[int], at: datetime) -> int:
    """Pass the due levels of many tickets in one transaction; return how many clocks were due.

    Locks the tickets, skipping those somebody else holds; reads the clocks again under the lock.
    Idempotent per clock and level. When the batch raises, each ticket is tried by itself and the
    one at fault is pushed ahead with its reason. Records `sla.warned`, `sla.breached`.
    """
    try:
        return _escalate(ticket_ids, at)
    except Exception as error:  # any fault in one ticket's configuration must not stop the rest
        if connection.connection is None or connection.connection.closed:
            raise
        if len(ticket_ids) == 1:
            _push_ahead(next(iter(ticket_ids)), at, error)
            return 0
        log.warning("a batch of escalations failed, going one by one", exc_info=True)
        return sum(escalate_many(ticket_ids=[ticket_id], at=at) for ticket_id in ticket_ids)


def _escalate(ticket_ids: Collection[int], at: datetime) -> int:
    due = 0
    with changing_many(
        ticket_ids, actor=BY_CLOCK, at=at, skip_locked=True, with_customers=False
    ) as changes:
        load_boards(changes)
        ripe = {change.ticket.pk: _ripe(change) for change in changes}
        pressed = pressed_replies(_with_ripe_replies(changes, ripe))
        for change in changes:
            due += len(ripe[change.ticket.pk])
            _hold_back(change, ripe[change.ticket.pk], pressed.get(change.ticket.pk))
            change.clocks.fire(at=change.at)
    return due


def load_boards(changes: Iterable[Change], *, live_only: bool = True) -> None:
    """Read the clocks and pauses of all locked tickets in two queries.

    Live clocks are enough for what passes, stops or pauses; starting one takes them all.
    """
    tickets = [change.ticket.pk for change in changes]
    clocks: dict[int, list[SlaClock]] = defaultdict(list)
    rows = SlaClock.objects.filter(ticket__in=tickets)
    for clock in rows.filter(state__in=SlaClock.LIVE) if live_only else rows:
        clocks[clock.ticket_id].append(clock)
    pauses: dict[int, list[SlaPause]] = defaultdict(list)
    for pause in SlaPause.objects.filter(ticket__in=tickets):
        pauses[pause.ticket_id].append(pause)
    for change in changes:
        pk = change.ticket.pk
        change.clocks = ClockBoard(change.ticket, change.configuration, clocks[pk], pauses[pk])


def _ripe(change: Change) -> list[SlaClock]:
    return [c for c in change.clocks.live if c.next_fire_at and c.next_fire_at <= change.at]


def _with_ripe_replies(changes: Iterable[Change], ripe: dict[int, list[SlaClock]]) -> list[int]:
    return [
        change.ticket.pk
        for change in changes
        if change.ticket.last_agent_message_at is not None
        and any(clock.metric in REPLY_METRICS for clock in ripe[change.ticket.pk])
    ]


def _hold_back(change: Change, ripe: list[SlaClock], pressed: datetime | None) -> None:
    """A reply pressed in time is about to leave: the clocks it will stop are looked at after it."""
    for clock in ripe:
        if pressed is not None and _is_stopped_by(clock, pressed):
            clock.next_fire_at = change.at + LOOK_AGAIN
            change.clocks.touch(clock)


def _is_stopped_by(clock: SlaClock, pressed: datetime) -> bool:
    """Whether a reply pressed then stops the clock in time: before it breaks, or its next level."""
    if clock.metric not in REPLY_METRICS or clock.started_at > pressed:
        return False
    until = clock.next_fire_at if clock.breached_at else clock.due_at
    return until is not None and pressed <= until


def _push_ahead(ticket_id: int, at: datetime, error: Exception) -> None:
    """Keep a faulty row from wedging the sweep: look again later, and show administrators why."""
    log.error("escalation failed", exc_info=error, extra={"ticket": ticket_id})
    with transaction.atomic():
        SlaClock.objects.filter(
            ticket=ticket_id, next_fire_at__lte=at, state__in=SlaClock.LIVE
        ).update(next_fire_at=at + PUSH_AHEAD, fault=f"{type(error).__name__}: {error}"[:300])
