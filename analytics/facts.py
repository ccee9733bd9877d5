"""Follow the event chains and turn them into facts. Replayable; never writes tickets.

Each ticket's chain is read once and in order: how far stands in `FollowedTicket`. A handler may run
twice on the same event and changes nothing the second time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from analytics.models import ClockFact, FollowedTicket, RoundFact, TicketFact
from tickets.models import Ticket, TicketEvent

log = logging.getLogger(__name__)

BATCH = 500
# Ids are given out before they are committed: look back this far for those that came late.
OVERLAP = 20_000

Handler = Callable[[TicketEvent, TicketFact], None]

BEHIND = """
SELECT DISTINCT event.ticket_id FROM tickets_ticketevent event
WHERE event.id > (SELECT COALESCE(MAX(id), 0) - %s FROM tickets_ticketevent)
  AND NOT EXISTS (
    SELECT 1 FROM analytics_followedticket followed
    WHERE followed.ticket_id = event.ticket_id AND followed.seq >= event.seq)
  AND event.ticket_id > %s
ORDER BY event.ticket_id
LIMIT %s
"""
BEHIND_ANYWHERE = """
SELECT ticket.id FROM tickets_ticket ticket
LEFT JOIN analytics_followedticket followed ON followed.ticket_id = ticket.id
WHERE ticket.version > COALESCE(followed.seq, 0) AND ticket.id > %s
ORDER BY ticket.id
LIMIT %s
"""


def follow(*, after: int = 0, limit: int = BATCH) -> int | None:
    """Catch up with tickets whose chain grew lately, in the order of their ids.

    `after` is the ticket to go on behind, so that those that can't be read hold up none that can.
    Returns where to go on, or None when none is left.
    """
    return _catch_up(BEHIND, [OVERLAP, after, limit])


def follow_all(*, after: int = 0, limit: int = BATCH) -> int | None:
    """Catch up with any ticket that is behind, however long ago it changed, as `follow` does."""
    return _catch_up(BEHIND_ANYWHERE, [after, limit])


def rebuild() -> None:
    """Forget every fact and read all chains from their first event."""
    with transaction.atomic():
        for model in (ClockFact, RoundFact, TicketFact, FollowedTicket):
            model.objects.all().delete()
    at: int | None = 0
    while at is not None:
        at = follow_all(after=at)


def _catch_up(query: str, params: list[int]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        behind = [row[0] for row in cursor.fetchall()]
    for ticket_id in behind:
        _follow_or_tell(ticket_id)
    return behind[-1] if len(behind) == params[-1] else None


def _follow_or_tell(ticket_id: int) -> None:
    """Follow one ticket; a chain that can't be read holds up no other and is tried again."""
    try:
        follow_ticket(ticket_id)
    except (OperationalError, SoftTimeLimitExceeded):
        raise  # the database is away, or the time is over, for all of them
    except Exception as error:  # a fault of one chain must not hold up the others
        log.error(
            "a ticket's events can't be followed", extra={"ticket": ticket_id}, exc_info=error
        )


@transaction.atomic
def follow_ticket(ticket_id: int) -> None:
    """Read what is new on one ticket's chain. Two processes take turns on the followed row."""
    FollowedTicket.objects.get_or_create(ticket_id=ticket_id, defaults={"seq": 0})
    followed = FollowedTicket.objects.select_for_update().get(pk=ticket_id)
    events = list(
        TicketEvent.objects.filter(ticket=ticket_id, seq__gt=followed.seq).order_by("seq")
    )
    if not events:
        return
    fact = TicketFact.objects.filter(pk=ticket_id).first()
    for event in events:
        fact = _apply(event, fact)
    if fact is not None:
        fact.save()
    followed.seq = events[-1].seq
    followed.save(update_fields=["seq"])


def _apply(event: TicketEvent, fact: TicketFact | None) -> TicketFact | None:
    if event.code == "ticket.opened":
        return _opened(event)
    handler = HANDLERS.get(event.code)
    if handler is not None and fact is not None:
        handler(event, fact)
    return fact


def _opened(event: TicketEvent) -> TicketFact:
    data = event.data
    ticket = Ticket.objects.only("received_at", "customer_id").get(pk=event.ticket_id)
    received = data.get("received_at")
    return TicketFact(
        ticket_id=event.ticket_id,
        kind=data["kind"],
        tier=data["tier"],
        channel=data["channel"],
        customer=data.get("customer", ticket.customer_id),
        received_at=datetime.fromisoformat(received) if received else ticket.received_at,
    )


def _triaged(event: TicketEvent, fact: TicketFact) -> None:
    fact.category = event.data.get("category")


def _routed(event: TicketEvent, fact: TicketFact) -> None:
    fact.team = event.data["team"]


def _reclassified(event: TicketEvent, fact: TicketFact) -> None:
    for name, target in (("kind", "kind"), ("tier_id", "tier"), ("category_id", "category")):
        if name in event.data["changed"]:
            setattr(fact, target, event.data["changed"][name]["to"])


def _assigned(event: TicketEvent, fact: TicketFact) -> None:
    fact.owner = event.data["to"]


def _handed_up(event: TicketEvent, fact: TicketFact) -> None:
    if event.data.get("owner") == event.data["person"]:
        fact.owner = event.data["person"]


def _cancelled(event: TicketEvent, fact: TicketFact) -> None:
    fact.left_out, fact.closed_at = event.data["reason"], event.at


def _merged(event: TicketEvent, fact: TicketFact) -> None:
    fact.left_out, fact.closed_at = "merged", event.at


def _back_in(event: TicketEvent, fact: TicketFact) -> None:
    fact.left_out, fact.closed_at = "", None


def _clock_decided(event: TicketEvent, fact: TicketFact) -> None:
    """A breach decides a cycle at once; a stop decides it only if nothing broke before."""
    data = event.data
    if event.code == "sla.breached":
        moment, outcome = data.get("breached_at") or data["due_at"], ClockFact.Outcome.BREACHED
    elif data["outcome"] == "met":
        moment, outcome = data.get("stopped_at"), ClockFact.Outcome.MET
    else:
        return
    ClockFact.objects.get_or_create(
        ticket_id=event.ticket_id,
        metric=data["metric"],
        cycle=data["cycle"],
        defaults={
            "outcome": outcome,
            "decided_at": datetime.fromisoformat(moment) if moment else event.at,
            "tier": data["tier"],
            "team": data["team"],
            "owner": data["owner"],
            "kind": fact.kind,
        },
    )


def _excused(event: TicketEvent, fact: TicketFact) -> None:
    broken = ClockFact.objects.filter(
        ticket=event.ticket_id, metric=event.data["metric"], cycle=event.data["cycle"]
    )
    broken.update(is_excused=True)


def _resolved(event: TicketEvent, fact: TicketFact) -> None:
    data = event.data
    RoundFact.objects.update_or_create(
        ticket_id=event.ticket_id,
        round=data["round"],
        defaults={
            "kind": data["kind"],
            "tier": data["tier"],
            "team": data["team"],
            "owner": data["owner"],
            "resolved_at": event.at,
            "outcome": data["outcome"],
            "reopened_at": None,
            "reopened_because": "",
        },
    )


def _reopened(event: TicketEvent, fact: TicketFact) -> None:
    data = event.data
    fact.rounds, fact.verified, fact.closed_at = data["round"], "", None
    fact.tier = data["tier"]
    _round(event, data["round"] - 1).update(
        reopened_at=event.at, reopened_because=data["reason"], verified=""
    )


def _reopen_undone(event: TicketEvent, fact: TicketFact) -> None:
    fact.rounds = event.data["round"] - 1
    _round(event, fact.rounds).update(reopened_at=None, reopened_because="")


def _asked(event: TicketEvent, fact: TicketFact) -> None:
    _round(event, event.data["round"]).update(asked_at=event.at)


def _not_asked(event: TicketEvent, fact: TicketFact) -> None:
    _round(event, event.data["round"]).update(not_asked=event.data["reason"])


def _answered(event: TicketEvent, fact: TicketFact) -> None:
    data = event.data
    _round(event, data["round"]).update(
        answered_at=event.at, solved=data["solved"], score=data["score"]
    )


def _closed(event: TicketEvent, fact: TicketFact) -> None:
    data = event.data
    fact.verified, fact.closed_at = data["verified"], event.at
    _round(event, data["round"]).update(verified=data["verified"])


def _round(event: TicketEvent, number: int) -> QuerySet[RoundFact]:
    return RoundFact.objects.filter(ticket_id=event.ticket_id, round=number)


HANDLERS: dict[str, Handler] = {
    "ticket.triaged": _triaged,
    "ticket.routed": _routed,
    "ticket.reclassified": _reclassified,
    "ticket.assigned": _assigned,
    "ticket.handed_up": _handed_up,
    "ticket.cancelled": _cancelled,
    "ticket.cancel_undone": _back_in,
    "ticket.merged": _merged,
    "ticket.unmerged": _back_in,
    "ticket.resolved": _resolved,
    "ticket.reopened": _reopened,
    "ticket.reopen_undone": _reopen_undone,
    "ticket.closed": _closed,
    "sla.breached": _clock_decided,
    "sla.stopped": _clock_decided,
    "sla.exempted": _excused,
    "survey.sent": _asked,
    "survey.skipped": _not_asked,
    "survey.answered": _answered,
    "survey.revised": _answered,
}
