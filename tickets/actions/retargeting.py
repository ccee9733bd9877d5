"""Let running clocks follow what is promised now: one ticket at once, all of them in batches."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tickets import events, states
from tickets.actions.change import Change, changing_many
from tickets.actions.escalating import BY_CLOCK, load_boards
from tickets.actors import Actor
from tickets.models import Metric, Recalculation, SlaBreach, SlaClock, Ticket
from tickets.sla.replies import pressed_replies, unanswered_since

log = logging.getLogger(__name__)

ROUND_BEGINS = ("ticket.reopened", "ticket.cancel_undone", "ticket.unmerged")


# --- One ticket -----------------------------------------------------------------------------


def follow_promises(change: Change, *, why: str, to_latest: bool = False) -> None:
    """Retarget the live clocks of a locked ticket, and start those that are promised only now."""
    change.clocks.retarget(at=change.at, why=why, to_latest=to_latest)
    if change.ticket.status not in states.LIVE:
        return
    for metric, since in list(_waits(change)):
        change.clocks.start(
            metric,
            started_at=since,
            at=change.at,
            cycle=change.ticket.round if metric == Metric.RESOLUTION else 1,
            late_because=SlaBreach.Reason.RETARGET,
        )


def start_afresh(change: Change) -> None:
    """Start a clock for everything a ticket that came back waits for, each from this moment."""
    for metric, _since in list(_waits(change)):
        cycle = change.ticket.round if metric == Metric.RESOLUTION else 1
        change.clocks.start(metric, started_at=change.at, at=change.at, cycle=cycle)


def _waits(change: Change) -> Iterator[tuple[str, datetime]]:
    """What the ticket waits for, each since when, whether or not it was promised before."""
    ticket, clocks = change.ticket, change.clocks
    live = {clock.metric for clock in clocks.live}
    if Metric.RESOLUTION not in live:
        yield Metric.RESOLUTION, _round_began_at(ticket)
    if Metric.STATUTORY not in live and not clocks.has_stopped(Metric.STATUTORY):
        yield Metric.STATUTORY, ticket.received_at
    if Metric.ASSIGNMENT not in live and ticket.owner_id is None:
        yield Metric.ASSIGNMENT, change.at
    yield from _waits_for_words(change, live)


def _waits_for_words(change: Change, live: set[str]) -> Iterator[tuple[str, datetime]]:
    ticket = change.ticket
    said_at = ticket.last_agent_message_at
    if said_at is None:
        if Metric.FIRST_RESPONSE not in live | {Metric.NEXT_REPLY}:
            yield Metric.FIRST_RESPONSE, ticket.received_at
        return
    if {Metric.NEXT_REPLY, Metric.PERIODIC_UPDATE} <= live or pressed_replies([ticket.pk]):
        return
    yield Metric.PERIODIC_UPDATE, said_at
    wrote_at = unanswered_since(ticket.pk, after=said_at)
    if wrote_at is not None:
        yield Metric.NEXT_REPLY, wrote_at


def _round_began_at(ticket: Ticket) -> datetime:
    began = ticket.events.filter(code__in=ROUND_BEGINS).order_by("-seq").first()
    return began.at if began else ticket.received_at


# --- All of them ----------------------------------------------------------------------------


def apply_calendar(*, calendar_id: int, actor: Actor, at: datetime) -> Recalculation:
    """Have running clocks reckoned anew on a calendar that got a new version; stopped ones stay.

    Time that has passed keeps the rules it passed under. The sweep does it in batches.
    """
    return _request(Recalculation.What.CALENDAR, actor, at, calendar_id)


def apply_policies(*, actor: Actor, at: datetime) -> Recalculation:
    """Have running clocks take over the policies in force, in batches (`tickets.sla.preview` tells
    beforehand what that would do). Nothing else changes a clock that runs.
    """
    return _request(Recalculation.What.POLICIES, actor, at, None)


@transaction.atomic
def _request(what: str, actor: Actor, at: datetime, calendar_id: int | None) -> Recalculation:
    wave = Recalculation(
        what=what,
        calendar_id=calendar_id,
        requested_by_id=actor.id if actor.is_person_at_desk else None,
        requested_at=at,
    )
    wave.total = _tickets_of(wave).count()
    wave.save(force_insert=True)
    events.record_configuration(
        code="config.applied",
        model="tickets.recalculation",
        object_id=wave.pk,
        label=str(wave.get_what_display()),
        actor=actor,
        at=at,
        data={"what": what, "calendar": calendar_id, "tickets": wave.total},
    )
    return wave


def _tickets_of(wave: Recalculation) -> QuerySet[Ticket]:
    live = SlaClock.objects.filter(state__in=SlaClock.LIVE)
    if wave.what == Recalculation.What.CALENDAR:
        return Ticket.objects.filter(pk__in=live.filter(calendar=wave.calendar_id).values("ticket"))
    return Ticket.objects.filter(pk__in=live.values("ticket"))


def recalculate_next(*, at: datetime, limit: int) -> int:
    """Do the next stretch of the oldest wave; return how many tickets it held.

    Safe to run anywhere and at any time: the wave's row remembers how far it has come, in the same
    transaction as the clocks. A ticket at fault is skipped, with the reason on the wave.
    """
    with transaction.atomic():
        wave = (
            Recalculation.objects.select_for_update(skip_locked=True)
            .filter(finished_at__isnull=True)
            .order_by("id")
            .first()
        )
        if wave is None:
            return 0
        ahead = _tickets_of(wave).filter(pk__gt=wave.last_ticket_id).order_by("pk")
        ticket_ids = list(ahead.values_list("pk", flat=True)[:limit])
        if ticket_ids:
            _recalculate(wave, ticket_ids, at)
            wave.last_ticket_id = ticket_ids[-1]
            wave.seen += len(ticket_ids)
        if len(ticket_ids) < limit:
            wave.finished_at = at
        wave.save()
    return len(ticket_ids)


def _recalculate(wave: Recalculation, ticket_ids: list[int], at: datetime) -> None:
    """All at once; when that raises one by one, so that a single faulty ticket stays behind."""
    try:
        changed, breached = _follow(wave, ticket_ids, at)
    except Exception as error:  # a fault of one ticket must not hold up the wave
        if len(ticket_ids) == 1:
            log.exception("a ticket can't be recalculated", extra={"ticket": ticket_ids[0]})
            wave.fault = f"{ticket_ids[0]}: {type(error).__name__}: {error}"[:300]
            return
        for ticket_id in ticket_ids:
            _recalculate(wave, [ticket_id], at)
    else:
        wave.changed += changed
        wave.breached += breached


def _follow(wave: Recalculation, ticket_ids: list[int], at: datetime) -> tuple[int, int]:
    """Return how many tickets changed, and how many promises broke by it."""
    changed = breached = 0
    with changing_many(ticket_ids, actor=BY_CLOCK, at=at) as changes:
        load_boards(changes, live_only=False)
        for change in changes:
            board = change.clocks
            if wave.what == Recalculation.What.CALENDAR:
                assert wave.calendar_id is not None
                board.recalculate(wave.calendar_id, at=change.at, why="calendar")
            else:
                follow_promises(change, why="policies", to_latest=True)
            breached += sum(b.reason == SlaBreach.Reason.RETARGET for b in board.breaches)
            change.take_clock_events()
            changed += any(code in MOVED for code, _data in change.recorded)
    return changed, breached


MOVED = ("sla.started", "sla.retargeted", "sla.cancelled")
