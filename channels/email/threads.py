"""Which ticket a mail belongs to: by what it answers, then by a signed reply address.

Never by a number in its subject: anybody can type one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from channels.email import sending, tokens
from channels.email.parsing import ParsedMail
from tickets.actions.customers import normalise
from tickets.models import ContactPoint, Delivery, Message, Ticket

OUR_ID = r"(\d{1,18})\.([0-9a-f]{20})@"
MOST_IDS = 50
# Where a report quotes the mail that came back: near its top, whatever follows.
REPORT_BYTES = 200_000
PUBLIC = (Message.Direction.IN, Message.Direction.OUT, Message.Direction.SYSTEM)


@dataclass(frozen=True)
class Found:
    """The ticket a mail answers, and which of our mails it names, where it names one."""

    ticket: Ticket
    answers: Message | None = None


def find(mail: ParsedMail, *, recipient: str = "") -> Found | None:
    """Return the ticket that a mail answers."""
    named = [mail.in_reply_to, *reversed(mail.references)]
    return by_message_ids(named) or _by_token([recipient, *_recipients(mail)])


def find_of_report(mail: ParsedMail, raw: bytes, *, recipient: str = "") -> Found | None:
    """Return the ticket whose mail a delivery report is about; it quotes the mail's headers."""
    return find(mail, recipient=recipient) or by_message_ids(our_ids_in(raw[:REPORT_BYTES]))


def by_message_ids(ids: Iterable[str]) -> Found | None:
    """Return the ticket of the first id, in this order, that is a public message's."""
    wanted = [f"<{one}>" for one in dict.fromkeys(ids) if one and len(one) < 254][:MOST_IDS]
    if not wanted:
        return None
    rows = Message.objects.filter(message_id__in=wanted, direction__in=PUBLIC)
    # A later row replaces an earlier one: what came back gives way to what was sent again.
    rows = rows.select_related("ticket__customer").order_by("failed_at", "-id")
    found = {row.message_id: row for row in rows}
    for one in wanted:
        if one in found:
            return Found(found[one].ticket, found[one])
        in_flight = _by_delivery(one)
        if in_flight is not None:
            return in_flight
    return None


def _by_delivery(message_id: str) -> Found | None:
    """Return the ticket of a mail that has left and isn't noted yet."""
    delivery = _delivery_of(message_id)
    return Found(delivery.ticket) if delivery is not None and delivery.ticket else None


def delivery_id_of(message_id: str) -> int | None:
    """Return which delivery a mail of ours carried out; None for other mails, or tidied ones."""
    delivery = _delivery_of(message_id)
    return None if delivery is None else delivery.pk


def _delivery_of(message_id: str) -> Delivery | None:
    parts = re.fullmatch(f"<{OUR_ID}{re.escape(settings.MAIL_DOMAIN)}>", message_id)
    if parts is None:
        return None
    delivery = Delivery.objects.filter(pk=int(parts[1])).select_related("ticket__customer").first()
    is_it = delivery is not None and sending.message_id_of(delivery) == message_id
    return delivery if is_it else None


def our_ids_in(raw: bytes) -> list[str]:
    """Return the ids in a raw mail that look like those of our own mails."""
    text = raw.decode("latin-1")
    return [found[0] for found in re.finditer(OUR_ID + re.escape(settings.MAIL_DOMAIN), text)]


def _recipients(mail: ParsedMail) -> list[str]:
    return [one.address for one in (*mail.delivered_to, *mail.to, *mail.cc)]


def _by_token(addresses: Sequence[str]) -> Found | None:
    for address in addresses:
        ticket_id = tokens.ticket_in(address)
        if ticket_id is not None:
            ticket = Ticket.objects.select_related("customer").filter(pk=ticket_id).first()
            return Found(ticket) if ticket else None
    return None


def belongs(address: str, ticket: Ticket) -> bool:
    """Return whether an address is the customer's, or that of the person who is affected."""
    people = [one for one in (ticket.customer_id, ticket.affected_party_id) if one]
    return ContactPoint.objects.filter(
        kind=ContactPoint.Kind.EMAIL,
        normalised=normalise(ContactPoint.Kind.EMAIL, address),
        customer__in=people,
    ).exists()
