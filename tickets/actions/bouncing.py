"""Mail came back: the address is marked, and what didn't arrive is shown as not arrived."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.customers import normalise
from tickets.actors import Actor
from tickets.models import ContactPoint, Delivery, Message, Metric, Ticket

BY_MAIL = Actor.automation("mail")


@dataclass(frozen=True, kw_only=True)
class OurMail:
    """What of ours came back: the message, its delivery, and why."""

    message_id: int
    reason: str
    delivery_id: int | None = None


def record_bounce(
    *,
    ticket_id: int,
    at: datetime,
    addresses: Collection[str],
    ours: OurMail | None = None,
    has_other_way: Callable[[Ticket], bool] = lambda ticket: False,
) -> None:
    """Mark the customer's addresses that failed, and the message of ours that came back.

    Locks the ticket. Records `contact.bounced` for each address newly marked. `has_other_way` is
    asked once those are marked: if so, the message leaves again by it, and `notice.fell_back` is
    recorded. Otherwise its delivery is parked, so that it can be sent again, and `message.failed`
    or `notice.failed` is recorded; an answer then starts a reply clock. Each address fails once, so
    nothing goes round and round.
    """
    with changing(ticket_id, actor=BY_MAIL, at=at) as change:
        marked = _contacts(change, addresses)
        for contact in marked:
            contact.bounced_at = change.at
            contact.save(update_fields=["bounced_at"])
            change.record("contact.bounced", contact=contact.pk)
        if ours is not None and addresses:
            _take_back(change, ours, goes_on=bool(marked) and has_other_way(change.ticket))


def _contacts(change: Change, addresses: Collection[str]) -> list[ContactPoint]:
    wanted = {normalise(ContactPoint.Kind.EMAIL, address) for address in addresses}
    rows = ContactPoint.objects.filter(
        customer=change.ticket.customer_id,
        kind=ContactPoint.Kind.EMAIL,
        normalised__in=wanted,
        bounced_at=None,
    )
    return list(rows.order_by("pk"))


def _take_back(change: Change, ours: OurMail, *, goes_on: bool) -> None:
    message = Message.objects.filter(pk=ours.message_id, failed_at=None).first()
    if message is None or message.direction not in (Message.Direction.OUT, "system"):
        return
    message.failed_at, message.failure = change.at, ours.reason[:300]
    # An answer isn't sent any more; a notice that leaves again is kept anew.
    message.sent_at = None if message.direction == Message.Direction.OUT else message.sent_at
    message.save(update_fields=["failed_at", "failure", "sent_at"])
    _put_back(change, ours, goes_on=goes_on)
    if goes_on:
        data = {"notice": "bounced", "way": "email", "delivery": ours.delivery_id}
        change.record("notice.fell_back", **data)
    elif message.direction == Message.Direction.SYSTEM:
        change.record("notice.failed", notice="bounced")
    else:
        _start_again(change, message)


def _put_back(change: Change, ours: OurMail, *, goes_on: bool) -> None:
    """Send the delivery out again, or park it for a person to decide."""
    state = Delivery.State.PENDING if goes_on else Delivery.State.PARKED
    done = Delivery.objects.filter(ticket=change.ticket, state=Delivery.State.DONE)
    done.filter(Q(message=ours.message_id) | Q(pk=ours.delivery_id)).update(
        state=state,
        last_error=ours.reason[:500],
        done_at=None,
        due_at=change.at,
        attempts=0,
        lease=None,
        leased_until=None,
    )


def _start_again(change: Change, message: Message) -> None:
    """The customer has no answer: its owner gets a clock for another one."""
    change.record("message.failed", message=message.pk)
    if change.ticket.status in states.LIVE:
        change.clocks.start(Metric.NEXT_REPLY, started_at=change.at, at=change.at)
