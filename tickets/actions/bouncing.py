"""Mail came back: the address is marked, and what didn't arrive is shown as not arrived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.customers import normalise
from tickets.actors import Actor
from tickets.models import ContactPoint, Delivery, Message, Metric

BY_MAIL = Actor.automation("mail")


def record_bounce(
    *,
    ticket_id: int,
    at: datetime,
    addresses: Collection[str],
    reason: str,
    message_id: int | None = None,
) -> None:
    """Mark the customer's addresses that failed, and the message of ours that came back.

    Locks the ticket. Records `contact.bounced` for each address newly marked, and `message.failed`
    or `notice.failed` once a message. An answer that came back starts a reply clock; nothing else
    on the ticket moves. The message's delivery is parked, so that it can be sent again.
    """
    with changing(ticket_id, actor=BY_MAIL, at=at) as change:
        for contact in _contacts(change, addresses):
            contact.bounced_at = change.at
            contact.save(update_fields=["bounced_at"])
            change.record("contact.bounced", contact=contact.pk)
        if message_id is not None and addresses:
            _fail(change, message_id, reason)


def _contacts(change: Change, addresses: Collection[str]) -> list[ContactPoint]:
    wanted = {normalise(ContactPoint.Kind.EMAIL, address) for address in addresses}
    rows = ContactPoint.objects.filter(
        customer=change.ticket.customer_id,
        kind=ContactPoint.Kind.EMAIL,
        normalised__in=wanted,
        bounced_at=None,
    )
    return list(rows.order_by("pk"))


def _fail(change: Change, message_id: int, reason: str) -> None:
    message = Message.objects.filter(pk=message_id, failed_at=None).first()
    if message is None or message.direction not in (Message.Direction.OUT, "system"):
        return
    message.failed_at, message.failure = change.at, reason[:300]
    message.save(update_fields=["failed_at", "failure"])
    Delivery.objects.filter(message=message, state=Delivery.State.DONE).update(
        state=Delivery.State.PARKED, last_error=reason[:500], done_at=None
    )
    if message.direction == Message.Direction.SYSTEM:
        change.record("notice.failed", notice="bounced")
        return
    change.record("message.failed", message=message.pk)
    if change.ticket.status in states.LIVE:
        change.clocks.start(Metric.NEXT_REPLY, started_at=change.at, at=change.at)
