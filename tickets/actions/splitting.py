"""One message about two matters: the second becomes a ticket of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.change import changing
from tickets.actions.opening import Matter, open_ticket
from tickets.actors import Actor
from tickets.errors import Incomplete
from tickets.models import Message, Ticket


@transaction.atomic
def split(
    *,
    ticket_id: int,
    message_id: int,
    actor: Actor,
    at: datetime,
    text: str = "",
    subject: str = "",
    kind: str = "",
    category_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """Open a new ticket for (a part of) a customer's message, and link the two.

    `text` is the part that the new ticket is about; empty means all of it. It was received when
    the message was, so its clocks start there. The message stays where it is. Records
    `ticket.linked` on both. Raises Incomplete when it isn't a message from the customer,
    StaleTicket when the ticket has changed since `seen_version`.
    """
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        message = change.ticket.messages.filter(
            pk=message_id, direction=Message.Direction.IN
        ).first()
        if message is None:
            raise Incomplete("message", _("Choose a message that came from the customer."))
        new = open_ticket(
            matter=Matter(
                text=text.strip() or message.text,
                subject=subject,
                kind=kind,
                category_id=category_id,
                channel=message.channel or change.ticket.channel,
                received_at=message.at,
                language=message.language,
                files=[(row.file, row.filename) for row in message.attachments.all()],
            ),
            customer=change.ticket.customer,
            actor=actor,
            at=change.at,
        )
        change.record("ticket.linked", ticket=new.pk, how="split_to", message=message.pk)
    with changing(new.pk, actor=actor, at=at) as change:
        change.record("ticket.linked", ticket=ticket_id, how="split_from", message=message.pk)
    return new
