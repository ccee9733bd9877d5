"""The event chain: append-only, one chain a ticket, free of personal text.

Each event's hash covers its content and the hash before it on that ticket, so that a changed,
removed or inserted event shows. `python manage.py verify_audit` walks the chains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tickets.actors import Actor
from tickets.bulk import make
from tickets.canonical import canonical
from tickets.kept_sql import Kept
from tickets.models import ConfigurationEvent, TicketEvent

# Every event code of a ticket, with the facts its data carries. docs/reference/events.md explains.
CODES = frozenset(
    {
        "ticket.opened",
        "ticket.triaged",
        "ticket.confirmed",
        "ticket.reclassified",
        "ticket.routed",
        "ticket.tagged",
        "triage.accepted",
        "ticket.assigned",
        "ticket.status",
        "ticket.held",
        "ticket.resolved",
        "ticket.reminded",
        "ticket.closed",
        "ticket.reopened",
        "ticket.reopen_undone",
        "ticket.cancelled",
        "ticket.cancel_undone",
        "ticket.merged",
        "ticket.unmerged",
        "ticket.absorbed",
        "ticket.released",
        "ticket.linked",
        "ticket.handed_up",
        "message.received",
        "message.replied",
        "message.noted",
        "message.settled",
        "message.sent",
        "message.failed",
        "message.unsent",
        "message.undone",
        "notice.sent",
        "notice.failed",
        "notice.fell_back",
        "sla.started",
        "sla.retargeted",
        "sla.warned",
        "sla.breached",
        "sla.stopped",
        "sla.cancelled",
        "sla.acknowledged",
        "sla.exemption_requested",
        "sla.exempted",
        "sla.exemption_refused",
        "survey.scheduled",
        "survey.sent",
        "survey.skipped",
        "survey.reminded",
        "survey.answered",
        "survey.revised",
        "survey.expired",
        "survey.superseded",
        "task.added",
        "task.done",
        "redress.added",
        "redress.done",
        "link.requested",
        "link.revoked",
        "contact.verified",
        "contact.bounced",
        "customer.merged",
        "customer.unmerged",
        "customer.kept_apart",
    }
)


def event_hash(previous_hash: str, event: TicketEvent | ConfigurationEvent, key: str) -> str:
    """Return the SHA-256 over the event's canonical JSON and the hash before it."""
    body = canonical(
        [
            previous_hash,
            key,
            event.code,
            event.actor_kind,
            event.actor_id,
            event.actor_name,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.data,
        ]
    )
    return hashlib.sha256(body.encode()).hexdigest()


def make_event(
    *,
    ticket_id: int,
    seq: int,
    previous_hash: str,
    code: str,
    actor: Actor,
    at: datetime,
    data: dict[str, Any],
) -> TicketEvent:
    """Return the next event of a chain, not yet saved. Raises ValueError for an unknown code."""
    if code not in CODES:
        raise ValueError(f"{code!r} is no event code. Add it to tickets.events.CODES and the docs.")
    event = make(
        TicketEvent,
        ticket_id=ticket_id,
        seq=seq,
        code=code,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        at=at,
        data=data,
        previous_hash=previous_hash,
    )
    event.hash = event_hash(previous_hash, event, f"{ticket_id}/{seq}")
    return event


def last_hashes(ticket_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return {ticket: (seq, hash)} of the last event of each ticket."""
    tickets = list(ticket_ids)
    if not tickets:
        return {}
    rows = _last_of_one.all(*tickets) if len(tickets) == 1 else _last_of(tickets)
    return {ticket: (seq, digest) for ticket, seq, digest in rows}


def _last_of(tickets: list[int]) -> QuerySet[TicketEvent, tuple[int, int, str]]:
    rows = TicketEvent.objects.filter(ticket__in=tickets).order_by("ticket_id", "-seq")
    return rows.distinct("ticket_id").values_list("ticket_id", "seq", "hash")


_last_of_one = Kept(
    lambda ticket: (
        TicketEvent.objects.filter(ticket=ticket)
        .order_by("-seq")
        .values_list("ticket_id", "seq", "hash")[:1]
    )
)


# The stamp is there as soon as anything was configured; on an empty desk it is made.
COUNT_RECORDED = """
INSERT INTO tickets_configurationstamp AS stamp (id, revision, recorded)
VALUES (1, nextval('tickets_configuration_sequence'), 1)
ON CONFLICT (id) DO UPDATE SET recorded = stamp.recorded + 1
"""


def record_configuration(
    *,
    code: str,
    model: str,
    object_id: object,
    label: str,
    actor: Actor,
    at: datetime,
    data: dict[str, Any],
) -> ConfigurationEvent:
    """Record a change of configuration on its own chain. Call inside the changing transaction.

    Locks the stamp first: whoever waited for it then sees the event to go on from.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_RECORDED)
    last = ConfigurationEvent.objects.select_for_update().order_by("-id").first()
    event = ConfigurationEvent(
        code=code,
        model=model,
        object_id=str(object_id),
        label=label[:200],
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        at=at,
        data=data,
        previous_hash=last.hash if last else "",
    )
    event.hash = event_hash(event.previous_hash, event, f"{model}/{object_id}")
    event.save(force_insert=True)
    return event
