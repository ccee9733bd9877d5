"""The customer in the rail of a ticket: contacts, other tickets, and who else they may be."""

from __future__ import annotations

from collections.abc import Sequence
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

OTHERS_SHOWN = 5
MOST_COUNTED = 100
SUGGESTED = 2


def customer_panel(ticket: Ticket, keys: Sequence[int], reader: Reader) -> dict[str, Any]:
    """Return `customer` and `others` of tickets/_rail.html: the person, in all records (`keys`)."""
    asked = (reader.user.pk, [*keys], ticket.pk)
    sight = access.sight_of(reader.user)
    others = _latest.all(*asked, sight=sight)
    count = len(others) + 1  # all of them, unless there are more than are shown
    if len(others) > OTHERS_SHOWN:
        count = len(_first_of.all(*asked, sight=sight)) + 1
    return {
        "customer": _customer(ticket, keys, count, reader),
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


def _others(user: int, keys: Sequence[int], ticket: int, sight: str) -> QuerySet[Ticket]:
    """The person's other tickets that the reader may see, latest first."""
    seen = access.tickets_within(user, sight).filter(customer__in=keys).exclude(pk=ticket)
    return seen.order_by("-received_at").only("subject", "status", "received_at")


_latest = Kept(
    lambda user, keys, ticket, *, sight: _others(user, keys, ticket, sight)[: OTHERS_SHOWN + 1]
)
_first_of = Kept(
    lambda user, keys, ticket, *, sight: (
        _others(user, keys, ticket, sight)
        .order_by()
        .values_list("pk", flat=True)[: MOST_COUNTED - 1]
    )
)


def _line(row: Ticket, reader: Reader) -> dict[str, Any]:
    status = display.label(Ticket.Status, row.status)
    return {
        "url": address("desk:ticket", row.pk),
        "subject": row.subject,
        "note": f"{status} · {display.day(row.received_at, now=reader.now)}",
    }
