"""The customer in the rail of a ticket: contacts, other tickets, and who else they may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, QuerySet
from django.utils.translation import gettext, ngettext

from tickets import access, display, person
from tickets.addressing import address
from tickets.kept_sql import Kept, Question
from tickets.models import ContactPoint, Ticket
from tickets.queries import contacts, likeness
from tickets.queries.facets import Reader

type Row = tuple[int, str, str, datetime]

OTHERS_SHOWN = 5
MOST_COUNTED = 100
SUGGESTED = 2


def customer_panel(ticket: Ticket, keys: Sequence[int], reader: Reader) -> dict[str, Any]:
    """Return `customer` and `others` of tickets/_rail.html: the person, in all records (`keys`)."""
    sight = access.sight_of(reader.user)
    asked = (reader.user.pk, [*keys], ticket.pk)
    count = _how_many.first(*asked, sight=sight) or 0
    return {
        "customer": _customer(ticket, keys, count + 1, reader),
        "others": [_line(row, reader) for row in _others.all(*asked, sight=sight)],
    }


def questions_of(ticket: Ticket, reader: Reader) -> Iterator[Question]:
    """Yield what is asked of a person in one record, as nearly all are."""
    sight, keys = access.sight_of(reader.user), [ticket.customer_id]
    asked = (reader.user.pk, keys, ticket.pk)
    yield person.question_of(ticket.customer_id)
    yield contacts.question_of(keys)
    yield likeness.question_of(keys)
    yield _others.asking(*asked, sight=sight)
    yield _how_many.asking(*asked, sight=sight)


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
        "likely": likeness.suggestions(keys, reader.user, known)[:SUGGESTED],
    }


def _seen_of(user: int, keys: Sequence[int], ticket: int, sight: str) -> QuerySet[Ticket]:
    """The person's other tickets that the reader may see."""
    return access.tickets_within(user, sight).filter(customer__in=keys).exclude(pk=ticket)


def _latest(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, Row]:
    rows = tickets.order_by("-received_at").values_list("pk", "subject", "status", "received_at")
    return rows[:OTHERS_SHOWN]


def _count(tickets: QuerySet[Ticket], ticket: int) -> QuerySet[Ticket, int]:
    """Count them in a row of its own, and not on beyond what is told apart."""
    keys = tickets.order_by().values("pk")[: MOST_COUNTED - 1]
    counted = Func(ArraySubquery(keys), function="cardinality", output_field=IntegerField())
    return Ticket.objects.filter(pk=ticket).values_list(counted, flat=True)


_others = Kept(lambda user, keys, ticket, *, sight: _latest(_seen_of(user, keys, ticket, sight)))
_how_many = Kept(
    lambda user, keys, ticket, *, sight: _count(_seen_of(user, keys, ticket, sight), ticket)
)


def _line(row: Row, reader: Reader) -> dict[str, Any]:
    pk, subject, status, received_at = row
    word = display.label(Ticket.Status, status)
    return {
        "url": address("desk:ticket", pk),
        "subject": subject,
        "note": f"{word} · {display.day(received_at, now=reader.now)}",
    }
