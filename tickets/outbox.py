"""Side effects leave the house through here and nowhere else.

An action queues a `Delivery` row in its own transaction; the relay claims due rows with a lease,
carries them out outside any transaction and marks them done. A handler is idempotent: after a crash
between send and mark it runs again with the same delivery, so with the same Message-ID.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tickets.models import Delivery, Ticket, TicketEvent

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
BATCH = 50
BACK_OFF_SECONDS = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600)


class PermanentFailure(Exception):
    """A handler says that trying again is pointless; the message tells an operator why."""


class NotNeeded(Exception):
    """A handler says that the moment for this has passed: nothing to send, nothing wrong."""


@dataclass(frozen=True)
class Plan:
    """One thing to deliver because of an event: to whom, when, with which facts."""

    recipient: str
    due_at: datetime | None = None
    message_id: int | None = None
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Subscriber:
    """Plans deliveries inside the transaction (no I/O) and carries them out outside of any.

    `gives_up` is told, outside any transaction, when a delivery is parked for good.
    """

    code: str
    lane: str
    events: tuple[str, ...]
    plan: Callable[[Ticket, TicketEvent], Iterable[Plan]]
    carry_out: Callable[[Delivery], None]
    gives_up: Callable[[Delivery, str], None] | None = None


_subscribers: dict[str, Subscriber] = {}


def subscribe(subscriber: Subscriber) -> None:
    """Add a subscriber; called from an app's ready()."""
    _subscribers[subscriber.code] = subscriber


def subscriber_for(code: str) -> Subscriber | None:
    return _subscribers.get(code)


def plan_deliveries(ticket: Ticket, events: Iterable[TicketEvent]) -> list[Delivery]:
    """Return the unsaved deliveries that saved `events` of `ticket` call for."""
    return [
        Delivery(
            key=f"{subscriber.code}:{event.pk}:{plan.recipient}",
            subscriber=subscriber.code,
            lane=subscriber.lane,
            ticket_id=ticket.pk,
            event=event,
            message_id=plan.message_id,
            recipient=plan.recipient,
            payload=plan.payload,
            due_at=plan.due_at or event.at,
            created_at=event.at,
        )
        for event in events
        for subscriber in _subscribers.values()
        if event.code in subscriber.events
        for plan in subscriber.plan(ticket, event)
    ]


# --- The relay ------------------------------------------------------------------------------


def relay(lane: str, *, limit: int = BATCH) -> int:
    """Carry out due deliveries of one lane; return how many were claimed."""
    claimed = claim(lane, at=timezone.now(), limit=limit)
    for delivery in claimed:
        carry_out(delivery)
    return len(claimed)


def claim(lane: str, *, at: datetime, limit: int = BATCH) -> list[Delivery]:
    """Lease due deliveries to this process, oldest first.

    One that follows an earlier pending one of the same ticket and recipient waits for it, so that
    a customer gets mails in order; parked ones don't hold it up.
    """
    earlier = Delivery.objects.filter(
        state=Delivery.State.PENDING,
        ticket=OuterRef("ticket"),
        recipient=OuterRef("recipient"),
        id__lt=OuterRef("id"),
    )
    due = (
        Delivery.objects.filter(state=Delivery.State.PENDING, lane=lane, due_at__lte=at)
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=at))
        .exclude(Exists(earlier))
        .order_by("due_at", "id")
    )
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        lease = uuid.uuid4()
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            lease=lease, leased_until=at + LEASE, attempts=F("attempts") + 1
        )
    for row in rows:
        row.lease, row.leased_until, row.attempts = lease, at + LEASE, row.attempts + 1
    return rows


def carry_out(delivery: Delivery) -> None:
    """Run the handler of one leased delivery and mark what came of it."""
    subscriber = _subscribers.get(delivery.subscriber)
    if subscriber is None:
        _park(delivery, f"Nothing subscribes to {delivery.subscriber!r} any more.")
        return
    try:
        subscriber.carry_out(delivery)
    except NotNeeded as reason:
        _finish(delivery, Delivery.State.DROPPED, str(reason))
    except PermanentFailure as error:
        _give_up(subscriber, delivery, str(error))
    except Exception as error:  # a handler may fail in any way; its row keeps the reason
        log.warning("delivery failed", exc_info=True, extra={"delivery": delivery.pk})
        _retry_or_give_up(subscriber, delivery, f"{type(error).__name__}: {error}")
    else:
        _finish(delivery, Delivery.State.DONE, "")


def retry(delivery_id: int, *, at: datetime) -> bool:
    """Put a parked delivery back; return False when it isn't parked."""
    return bool(
        Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PARKED).update(
            state=Delivery.State.PENDING, due_at=at, attempts=0, leased_until=None, lease=None
        )
    )


def _mine(delivery: Delivery) -> Any:
    """Only the holder of the lease may mark a row: a slow worker must not overwrite a faster one."""
    return Delivery.objects.filter(
        pk=delivery.pk, lease=delivery.lease, state=Delivery.State.PENDING
    )


def _finish(delivery: Delivery, state: str, note: str) -> None:
    _mine(delivery).update(
        state=state, done_at=timezone.now(), leased_until=None, last_error=note[:500]
    )


def _park(delivery: Delivery, error: str) -> None:
    _mine(delivery).update(state=Delivery.State.PARKED, leased_until=None, last_error=error[:500])


def _give_up(subscriber: Subscriber, delivery: Delivery, error: str) -> None:
    _park(delivery, error)
    if subscriber.gives_up is not None:
        subscriber.gives_up(delivery, error)


def _retry_or_give_up(subscriber: Subscriber, delivery: Delivery, error: str) -> None:
    if delivery.attempts > len(BACK_OFF_SECONDS):
        _give_up(subscriber, delivery, error)
        return
    wait = timedelta(seconds=BACK_OFF_SECONDS[delivery.attempts - 1])
    _mine(delivery).update(due_at=timezone.now() + wait, leased_until=None, last_error=error[:500])


def tidy(*, before: datetime) -> int:
    """Remove deliveries that were done before a moment; the proof stays on the message."""
    gone, _ = Delivery.objects.filter(
        state__in=[Delivery.State.DONE, Delivery.State.DROPPED], done_at__lt=before
    ).delete()
    return gone
