"""Side effects leave the house through here and nowhere else.

An action queues a `Delivery` row in its own transaction; the relay claims due rows with a lease,
carries them out outside any transaction and marks them done. A handler is idempotent: after a crash
between send and mark it runs again with the same delivery, so with the same Message-ID.

What goes wrong is of two kinds. The world (a mail server, the network, a lock) is tried again,
with growing pauses, for about two days. A fault in a handler or its data stays the same however
often it runs: that delivery is parked at once, with its reason and a retry button in the admin.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tickets.bulk import make
from tickets.models import Delivery, Ticket, TicketEvent
from tickets.sentences import words_of
from tickets.together import prepared

log = logging.getLogger(__name__)

BATCH = 50
# How long one batch may keep its worker; what is left of it goes back to the others.
BATCH_SECONDS = 30
HOUR = 3600
BACK_OFF_SECONDS = (5, 30, 120, 600, 1800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)
# Troubles of the world: a mail server away (smtplib's errors are OSErrors), a lock, a time limit.
PASSING = (OSError, DatabaseError, SoftTimeLimitExceeded)


class PermanentFailure(Exception):
    """A handler says that trying again is pointless; the message tells an operator why."""


class NotNeeded(Exception):
    """A handler says that the moment for this has passed: nothing to send, nothing wrong."""


class NotYet(Exception):
    """A handler says that it has to wait until a moment; that counts as no attempt."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until


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

    `gives_up` is told, outside any transaction, when a delivery is parked for good. `label` names
    what leaves, for people.
    """

    code: str
    lane: str
    events: tuple[str, ...]
    plan: Callable[[Ticket, TicketEvent], Iterable[Plan]]
    carry_out: Callable[[Delivery], None]
    gives_up: Callable[[Delivery, str], None] | None = None
    label: Any = ""


_subscribers: dict[str, Subscriber] = {}


def subscribe(subscriber: Subscriber) -> None:
    """Add a subscriber; called from an app's ready()."""
    _subscribers[subscriber.code] = subscriber


# --- What a handler can't do without --------------------------------------------------------


def event_of(delivery: Delivery) -> TicketEvent:
    return _present(delivery, "event", delivery.event)


def ticket_id_of(delivery: Delivery) -> int:
    return _present(delivery, "ticket", delivery.ticket_id)


def answer_id_of(delivery: Delivery) -> int:
    return _present(delivery, "message", delivery.message_id)


def _present[Fact](delivery: Delivery, name: str, fact: Fact | None) -> Fact:
    """Return what each planned delivery has, though its column may be empty.

    Raises PermanentFailure.
    """
    if fact is None:
        raise PermanentFailure(
            f"Delivery {delivery.pk} of {delivery.subscriber!r} names no {name}, so nothing can be "
            "sent. Nothing plans such a row: look for who wrote it by hand."
        )
    return fact


def subscriber_for(code: str) -> Subscriber | None:
    return _subscribers.get(code)


def named_subscribers() -> list[tuple[str, str]]:
    """Return code and name of everything that can leave the house."""
    return [(code, name_of(code)) for code in _subscribers]


def name_of(code: str) -> str:
    """Name what a subscriber sends; a code that nobody subscribes with any more stays a code."""
    subscriber = _subscribers.get(code)
    return str(subscriber.label) if subscriber and subscriber.label else code


def plan_deliveries(ticket: Ticket, events: Iterable[TicketEvent]) -> list[Delivery]:
    """Return the unsaved deliveries that saved `events` of `ticket` call for."""
    return [
        make(
            Delivery,
            key=f"{subscriber.code}:{event.pk}:{plan.recipient}",
            subscriber=subscriber.code,
            lane=subscriber.lane,
            ticket_id=ticket.pk,
            event_id=event.pk,
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


def relay(
    lane: str, *, limit: int = BATCH, before_each: Callable[[], object] = lambda: None
) -> int:
    """Carry out due deliveries of one lane; return how many were claimed.

    `before_each` is for work that must not wait until all of them are done.
    """
    claimed = claim(lane, at=timezone.now(), limit=limit)
    until = time.monotonic() + BATCH_SECONDS
    for done, delivery in enumerate(claimed):
        if time.monotonic() > until:
            _release(claimed[done:])
            break
        before_each()
        carry_out(delivery)
    return len(claimed)


def lease_time() -> timedelta:
    """How long a claimed delivery belongs to its worker, counted from its own start."""
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def claim(lane: str, *, at: datetime, limit: int = BATCH) -> list[Delivery]:
    """Lease due deliveries to this process, oldest first.

    One that follows an earlier pending one of the same ticket and recipient, in flight or not,
    waits for it, so that a customer gets mails in order; parked ones don't hold it up.
    """
    earlier = Delivery.objects.filter(
        state=Delivery.State.PENDING,
        ticket=OuterRef("ticket"),
        recipient=OuterRef("recipient"),
        id__lt=OuterRef("id"),
    )
    due = (
        Delivery.objects.select_related("event")
        .filter(state=Delivery.State.PENDING, lane=lane, due_at__lte=at)
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=at))
        .exclude(Exists(earlier))
        .order_by("due_at", "id")
    )
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        lease = uuid.uuid4()
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            lease=lease, leased_until=at + lease_time(), attempts=F("attempts") + 1
        )
    for row in rows:
        row.lease, row.attempts = lease, row.attempts + 1
        row.leased_until = at + lease_time()
    return rows


def carry_out(delivery: Delivery) -> None:
    """Run the handler of one leased delivery and mark what came of it."""
    if not _hold(delivery):
        return
    subscriber = _subscribers.get(delivery.subscriber)
    if subscriber is None:
        _mark(delivery, Delivery.State.PARKED, f"Nothing carries out {delivery.subscriber!r}.")
        return
    if delivery.attempts > len(BACK_OFF_SECONDS) + 1:
        _give_up(subscriber, delivery, "It never came to an end: each worker that tried it died.")
        return
    try:
        subscriber.carry_out(delivery)
    except NotNeeded as reason:
        _mark(delivery, Delivery.State.DROPPED, str(reason))
    except NotYet as wait:
        _wait(delivery, wait)
    except PermanentFailure as error:
        _give_up(subscriber, delivery, str(error))
    except PASSING as error:
        log.warning("delivery failed, later again", exc_info=True, extra=_named(delivery))
        _later_or_give_up(subscriber, delivery, words_of(error))
    except Exception as error:  # whatever a handler gets wrong, it stops its own row only
        log.exception("delivery parked", extra=_named(delivery))
        _give_up(subscriber, delivery, words_of(error))
    else:
        _mark(delivery, Delivery.State.DONE, "")


def retry(delivery_id: int, *, at: datetime) -> bool:
    """Put a parked delivery back; return False when it isn't parked."""
    return bool(
        Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PARKED).update(
            state=Delivery.State.PENDING, due_at=at, attempts=0, leased_until=None, lease=None
        )
    )


def tidy(*, before: datetime) -> int:
    """Remove deliveries that were done before a moment; the proof stays on the message."""
    gone, _ = Delivery.objects.filter(
        state__in=[Delivery.State.DONE, Delivery.State.DROPPED], done_at__lt=before
    ).delete()
    return gone


# --- Marks: only the holder of the lease makes them -----------------------------------------


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row as long as it is this worker's: a slow one must not overwrite a faster one."""
    return Delivery.objects.filter(
        pk=delivery.pk, lease=delivery.lease, state=Delivery.State.PENDING
    )


def _hold(delivery: Delivery) -> bool:
    """Begin the lease anew for this one delivery of a batch; False when somebody else has it now.

    So that a lease has to cover one delivery and not the whole batch before it. While more than
    half of it is left nobody else can have it, and that half covers one delivery.
    """
    now = timezone.now()
    if delivery.leased_until and delivery.leased_until - now > lease_time() / 2:
        return True
    return bool(_mine(delivery).update(leased_until=now + lease_time()))


def _release(deliveries: Sequence[Delivery]) -> None:
    """Give back what was claimed and not begun, as if it had never been claimed."""
    for delivery in deliveries:
        _mine(delivery).update(leased_until=None, attempts=F("attempts") - 1)


# `_mine` in plain SQL, because every delivery passes here.
MARK = (
    "UPDATE tickets_delivery SET state = %s, done_at = %s, last_error = %s, leased_until = NULL"
    " WHERE id = %s AND lease = %s AND state = 'pending'"
)


def _mark(delivery: Delivery, state: str, note: str) -> bool:
    done_at = None if state == Delivery.State.PARKED else timezone.now()
    values = [state, done_at, note[:500], delivery.pk, delivery.lease]
    with connection.cursor() as cursor:
        cursor.execute(prepared(connection, MARK), values)
        return bool(cursor.rowcount)


def _give_up(subscriber: Subscriber, delivery: Delivery, error: str) -> None:
    if not _mark(delivery, Delivery.State.PARKED, error) or subscriber.gives_up is None:
        return
    try:
        subscriber.gives_up(delivery, error)
    except Exception:  # the row is parked with its reason whatever happens to the note about it
        log.exception("could not note a parked delivery", extra=_named(delivery))


def _later_or_give_up(subscriber: Subscriber, delivery: Delivery, error: str) -> None:
    if delivery.attempts > len(BACK_OFF_SECONDS):
        _give_up(subscriber, delivery, error)
        return
    wait = timedelta(seconds=BACK_OFF_SECONDS[delivery.attempts - 1])
    _mine(delivery).update(due_at=timezone.now() + wait, leased_until=None, last_error=error[:500])


def _wait(delivery: Delivery, wait: NotYet) -> None:
    _mine(delivery).update(
        due_at=wait.until,
        leased_until=None,
        attempts=F("attempts") - 1,
        last_error=str(wait)[:500],
    )


def _named(delivery: Delivery) -> dict[str, Any]:
    return {"delivery": delivery.pk, "subscriber": delivery.subscriber}
