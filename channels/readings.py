"""What becomes of something understood: a new ticket, or one more message on a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.contract import CameBack, Reading, Sender
from channels.models import Submission
from channels.ways.choosing import has_sound_way
from tickets.actions.bouncing import OurMail, record_bounce
from tickets.actions.customers import find_or_make_customer
from tickets.actions.noting import note
from tickets.actions.opening import open_ticket
from tickets.actions.receiving import TooLateToReopen, add_customer_message, linked_successor
from tickets.actors import Actor
from tickets.models import Customer, Ticket, User

State = Submission.State
# Who speaks when no person does: another machine, and the desk about what it understood.
BY_MACHINE = Actor.automation("machine")
BY_INTAKE = Actor.automation("intake")


def writer_of(reading: Reading) -> Actor | None:
    """Return the colleague who wrote it down; None where the sender did."""
    if reading.written_by is None:
        return None
    return Actor.for_user(User.objects.get(pk=reading.written_by))


def open_new(reading: Reading, *, at: datetime, actor: Actor | None = None) -> Ticket:
    """Open a ticket of what was read; `actor` is who decided that, when it isn't the sender."""
    return _open_for(reading, _customer(reading.sender, at), at=at, actor=actor)


def _open_for(
    reading: Reading, customer: Customer, *, at: datetime, actor: Actor | None = None
) -> Ticket:
    matter = reading.matter
    if reading.affected is not None:
        matter = replace(matter, affected_party=_customer(reading.affected, at))
    actor = actor or Actor.for_customer(customer)
    ticket = open_ticket(matter=matter, customer=customer, actor=actor, at=at)
    _remark(reading, ticket, at=at)
    return ticket


def add(reading: Reading, ticket_id: int, *, at: datetime) -> tuple[Ticket, str]:
    """Add a message; when its ticket ended too long ago, to its successor or a new one."""
    ticket = Ticket.objects.select_related("customer").get(pk=ticket_id)
    try:
        _say(reading, ticket, at=at)
    except TooLateToReopen:
        successor = linked_successor(ticket)
        if successor is None:
            follow_up = replace(reading, matter=replace(reading.matter, follows=ticket))
            return _open_for(follow_up, ticket.customer, at=at), State.OPENED
        _say(reading, successor, at=at)
        return successor, State.ADDED
    return ticket, State.ADDED


def _say(reading: Reading, ticket: Ticket, *, at: datetime) -> None:
    matter = reading.matter
    is_by_machine = reading.is_auto_reply or reading.is_bounce
    message = add_customer_message(
        ticket_id=ticket.pk,
        actor=BY_MACHINE if is_by_machine else Actor.for_customer(ticket.customer),
        at=at,
        text=matter.text,
        html=matter.html,
        channel=matter.channel,
        received_at=matter.received_at,
        author_name=reading.sender.name,
        provider_id=matter.provider_id,
        message_id=matter.message_id,
        in_reply_to=matter.in_reply_to,
        is_cut=matter.is_cut,
        is_auto_reply=reading.is_auto_reply,
        is_bounce=reading.is_bounce,
        files=matter.files,
    )
    if reading.came_back is not None:
        _take_back(reading.came_back, message.ticket_id, at=at)
    _remark(reading, message.ticket, at=at)


def _take_back(came_back: CameBack, ticket_id: int, *, at: datetime) -> None:
    """Mark the address; what came back leaves by the next way, where there is one."""
    ours = None
    if came_back.message_id is not None:
        ours = OurMail(
            message_id=came_back.message_id,
            delivery_id=came_back.delivery_id,
            reason=came_back.reason,
        )
    record_bounce(
        ticket_id=ticket_id,
        at=at,
        addresses=came_back.addresses,
        ours=ours,
        has_other_way=has_sound_way,
    )


def _remark(reading: Reading, ticket: Ticket, *, at: datetime) -> None:
    if reading.remarks:
        note(ticket_id=ticket.pk, actor=BY_INTAKE, at=at, text="\n\n".join(reading.remarks))


def _customer(sender: Sender, at: datetime) -> Customer:
    return find_or_make_customer(
        at=at,
        name=sender.name,
        language=sender.language,
        email=sender.email,
        phone=sender.phone,
        account=sender.account,
        is_verified=sender.is_verified,
    )
