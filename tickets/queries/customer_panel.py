"""The customer in the rail of a ticket: contacts, other tickets, and who else they may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext

from tickets import access, display
from tickets.addressing import address
from tickets.kept_sql import Kept
from tickets.models import ContactPoint, Ticket
from tickets.queries import contacts
from tickets.queries.facets import Reader
from tickets.queries.likeness import suggestions

type Row = tuple[int, str, str, datetime]

OTHERS_SHOWN = 5
MOST_COUNTED = 100
SUGGESTED = 2


def customer_panel(ticket: Ticket, keys: Sequence[int], reader: Reader) -> dict[str, Any]:
    """Return `customer` and `others` of tickets/_rail.html: the person, in all records (`keys`)."""
    sight = access.sight_of(reader.user)
    others = _others.all(reader.user.pk, [*keys], ticket.pk, sight=sight)
    return {
        "customer": _customer(ticket, keys, len(others) + 1, reader),
        "others": [_line(row, reader) for row in others[:OTHERS_SHOWN]],
    }


def _customer(ticket: Ticket, keys: Sequence[int], count: int, reader: Reader) -> dict[str, Any]:
    who = ticket.customer
    in_full = access.sees_contacts(reader.user)
    known = contacts.of_records(keys)
    points = [
        (display.label(ContactPoint.Kind, point.kind), contacts.in_words(point, in_full=in_full))
        for point in known
        if point.customer_id == who.pk
    ]
    more = [
        (gettext("Language"), "中文" if who.language.startswith("zh") else "English"),
        (gettext("Prefers"), who.preferred_channel),
        (gettext("Access needs"), who.access_needs),
    ]
    return {
        "name": who.name or gettext("Unknown"),
        "url": address("desk:customer", who.pk),
        "count": ngettext("%(count)s ticket", "%(count)s tickets", count)
        % {"count": count if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"},
        "facts": points + [(name, value) for name, value in more if value],
        "likely": suggestions(keys, reader.user, known)[:SUGGESTED],
    }


def _seen_of(user: int, keys: Sequence[int], ticket: int, sight: str) -> QuerySet[Ticket, Row]:
    """The person's other tickets that the reader may see, latest first: those shown and counted."""
    seen = access.tickets_within(user, sight).filter(customer__in=keys).exclude(pk=ticket)
    rows = seen.order_by("-received_at").values_list("pk", "subject", "status", "received_at")
    return rows[: MOST_COUNTED - 1]


_others = Kept(lambda user, keys, ticket, *, sight: _seen_of(user, keys, ticket, sight))


def _line(row: Row, reader: Reader) -> dict[str, Any]:
    pk, subject, status, received_at = row
    word = display.label(Ticket.Status, status)
    return {
        "url": address("desk:ticket", pk),
        "subject": subject,
        "note": f"{word} · {display.day(received_at, now=reader.now)}",
    }
