"""Finding tickets: by number, e-mail address or phone number exactly, else by words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from tickets.actions.customers import normalise
from tickets.models import ContactPoint, Message
from tickets.numbers import parse_number

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

MOST_HITS = 50
SEQUENCE = re.compile(r"^#?(\d{1,12})$")
PHONE = re.compile(r"^\+?[\d\s()./-]{6,24}$")


def ticket_numbered(tickets: Tickets, text: str) -> int | None:
    """Return the id of the ticket of this number, in full or its running number alone."""
    number = parse_number(text)
    if number is not None:
        return tickets.filter(number=number).values_list("pk", flat=True).first()
    match = SEQUENCE.match(text)
    if match is None:
        return None
    return tickets.filter(sequence=int(match[1])).values_list("pk", flat=True).first()


def look_up(tickets: Tickets, text: str) -> Tickets:
    """Return the tickets of a contact, or those whose subject or messages hold the words."""
    contact = _contact(text)
    if contact is not None:
        return tickets.filter(contact).order_by("-received_at", "-id")
    holds = Q(subject__icontains=text) | Q(customer__name__icontains=text)
    said = Message.objects.filter(ticket=OuterRef("pk"), text__icontains=text)
    return tickets.filter(holds | Exists(said)).order_by("-received_at", "-id")


def _contact(text: str) -> Q | None:
    if "@" in text and " " not in text:
        kind = ContactPoint.Kind.EMAIL
    elif PHONE.match(text):
        kind = ContactPoint.Kind.PHONE
    else:
        return None
    points = ContactPoint.objects.filter(kind=kind, normalised=normalise(kind, text))
    return Q(customer__in=points.values("customer")) | Q(
        affected_party__in=points.values("customer")
    )
