"""Finding tickets: by number, e-mail address or phone number exactly, else by words.

All words have to stand in one message, in the subject, or in the customer's name. A Latin word also
finds those that begin with it; a Chinese phrase is found as it stands.
"""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Value

from tickets.actions.customers import normalise
from tickets.models import ContactPoint, Customer, Message, Ticket
from tickets.numbers import parse_number
from tickets.search_documents import HAN, MOST_IN_A_TOKEN, Holds

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

MOST_HITS = 50
SEQUENCE = re.compile(r"^#?(\d{1,12})$")
# The same cuts as in `search_documents`; Python has no [:punct:] of its own.
RUN_OF_HAN = re.compile(f"[{HAN}]+")
WORD = re.compile(
    rf"[^\s{re.escape(string.punctuation)}\x00-\x1f\u2000-\u206f\u3000-\u303f\uff00-\uffef{HAN}]+"
)
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
    query, phrases = parse(text)
    if not query:
        return tickets.none()
    found = (
        _holding(Message, "text", query, phrases).values("ticket"),
        _holding(Ticket, "subject", query, phrases).values("pk"),
        _holding(Customer, "name", query, phrases).values("tickets"),
    )
    anywhere = found[0].union(*found[1:], all=True)
    return tickets.filter(pk__in=anywhere).order_by("-received_at", "-id")


def _holding(
    model: type[Message | Ticket | Customer], field: str, query: str, phrases: list[str]
) -> QuerySet:
    """Pairs found by index say little about their order: longer phrases are read again."""
    rows = model._default_manager.filter(Holds(field, Value(query)))
    for phrase in phrases:
        rows = rows.filter(**{f"{field}__icontains": phrase})
    return rows


def parse(text: str) -> tuple[str, list[str]]:
    """Return the tsquery that asks for every word, and the Chinese phrases it can't prove.

    `parse("Refund 没到账")` is `("'refund':* & '没到' & '到账'", ["没到账"])`.
    """
    words = unicodedata.normalize("NFKC", text).lower()
    runs = RUN_OF_HAN.findall(words)
    terms = [f"'{word[:MOST_IN_A_TOKEN]}':*" for word in WORD.findall(words)]
    for run in runs:
        pairs = [run[place : place + 2] for place in range(len(run) - 1)]
        terms += [f"'{pair}'" for pair in pairs] or [f"'{run}':*"]
    return " & ".join(dict.fromkeys(terms)), [run for run in runs if len(run) > 2]


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
