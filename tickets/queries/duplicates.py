"""Tickets that may be about the same matter: the same person, category or product, some days apart.

A suggestion with its reason. Nothing is merged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, FloatField, Func, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets import access, states
from tickets.addressing import address
from tickets.kept_sql import Kept, Question
from tickets.models import Right, Ticket
from tickets.queries.facets import Reader

MOST = 3
NONE = 0  # no row has this key


def duplicates_of(ticket: Ticket, keys: Sequence[int], reader: Reader) -> list[Ticket]:
    """Return what the reader may see of them, the nearest in time first.

    `keys` are the records of the ticket's person. A ticket that has neither category nor product
    is like no other.
    """
    has_window = reader.settings.settings.duplicate_window_days > 0
    is_about_something = ticket.category_id is not None or ticket.product_id is not None
    if not (has_window and is_about_something and ticket.status in states.LIVE):
        return []
    return _question(ticket, keys, reader).answer()


def questions_of(ticket: Ticket, reader: Reader) -> Iterator[Question]:
    """Yield what is asked of a person in one record."""
    yield _question(ticket, [ticket.customer_id], reader)


def _question(ticket: Ticket, keys: Sequence[int], reader: Reader) -> Question:
    window = timedelta(days=reader.settings.settings.duplicate_window_days)
    return _duplicates.asking(
        reader.user.pk,
        [*keys],
        ticket.received_at - window,
        ticket.received_at + window,
        ticket.received_at,
        ticket.pk,
        ticket.category_id or NONE,
        ticket.product_id or NONE,
        sight=access.sight_of(reader.user),
    )


def _nearby(
    user: int,
    keys: Sequence[int],
    since: datetime,
    until: datetime,
    at: datetime,
    ticket: int,
    category: int,
    product: int,
    *,
    sight: str,
) -> QuerySet[Ticket]:
    """Live tickets of a person that share category or product, those nearest to `at` first."""
    return (
        access.tickets_within(user, sight)
        .filter(Q(category=category) | Q(product=product))
        .filter(customer__in=keys, status__in=states.LIVE)
        .filter(received_at__gte=since, received_at__lte=until)
        .exclude(pk=ticket)
        .only("number", "subject", "version", "received_at", "category_id")
        .order_by(_Apart(F("received_at"), Value(at)), "pk")[:MOST]
    )


class _Apart(Func):
    """How many seconds two moments are apart."""

    template = "abs(extract(epoch FROM %(expressions)s))"
    arg_joiner = " - "
    output_field = FloatField()


_duplicates = Kept(_nearby)


def reason(ticket: Ticket, other: Ticket, reader: Reader) -> str:
    """Say what the two share and how far apart they came."""
    category = reader.settings.categories.get(ticket.category_id or 0)
    if category is not None and other.category_id == ticket.category_id:
        shared = _("same person, same category “%(name)s”") % {"name": category.name}
    else:
        name = ticket.product.name if ticket.product else ""
        shared = _("same person, same product “%(name)s”") % {"name": name}
    return _("%(shared)s, %(apart)s") % {"shared": shared, "apart": _apart(ticket, other)}


def _apart(ticket: Ticket, other: Ticket) -> str:
    days = abs(other.received_at - ticket.received_at).days
    if days == 0:
        return _("within a day")
    if other.received_at < ticket.received_at:
        return ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}
    return ngettext("%(days)d day after", "%(days)d days after", days) % {"days": days}


def suggested_merges(ticket: Ticket, keys: Sequence[int], reader: Reader) -> list[dict[str, Any]]:
    """Return `duplicates` of templates/tickets/_rail.html."""
    may_merge = access.has_right(reader.user, Right.WORK_TICKETS)
    return [
        {
            "url": address("desk:ticket", other.pk),
            "number": other.number,
            "subject": other.subject,
            "reason": reason(ticket, other, reader),
            "merge_url": address("desk:merge", ticket.pk) if may_merge else "",
            "version": ticket.version,
            "other_version": other.version,
        }
        for other in duplicates_of(ticket, keys, reader)
    ]


def taken_in(absorbed: Iterable[Ticket], ticket: Ticket) -> list[dict[str, Any]]:
    """Return `absorbed` of templates/tickets/_rail.html: what went straight into this ticket."""
    return [
        {
            "number": row.number,
            "subject": row.subject,
            "undo_url": address("desk:undo-merge", row.pk),
        }
        for row in absorbed
        if row.merged_into_id == ticket.pk
    ]
