"""Tickets that may be about the same matter: the same person, category or product, some days apart.

A suggestion with its reason. Nothing is merged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets import access, states
from tickets.models import Right, Ticket
from tickets.person import person_keys
from tickets.queries.facets import Reader

MOST = 3


def duplicates_of(ticket: Ticket, reader: Reader) -> list[Ticket]:
    """Return what the reader may see of them, the nearest in time first."""
    window = timedelta(days=reader.settings.settings.duplicate_window_days)
    alike = _alike(ticket)
    if not window or alike is None or ticket.status not in states.LIVE:
        return []
    rows = (
        access.tickets_for(reader.user)
        .filter(alike, customer__in=person_keys(ticket.customer_id), status__in=states.LIVE)
        .filter(
            received_at__gte=ticket.received_at - window,
            received_at__lte=ticket.received_at + window,
        )
        .exclude(pk=ticket.pk)
        .select_related("product")
    )
    return sorted(rows[:50], key=lambda row: abs(row.received_at - ticket.received_at))[:MOST]


def _alike(ticket: Ticket) -> Q | None:
    """What two tickets must share; a ticket that has neither is like no other."""
    shared = [
        Q(**{name: value})
        for name in ("category_id", "product_id")
        if (value := getattr(ticket, name)) is not None
    ]
    if not shared:
        return None
    return shared[0] if len(shared) == 1 else shared[0] | shared[1]


def reason(ticket: Ticket, other: Ticket, reader: Reader) -> str:
    """Say what the two share and how far apart they came."""
    category = reader.settings.categories.get(ticket.category_id or 0)
    if category is not None and other.category_id == ticket.category_id:
        shared = _("same person, same category “%(name)s”") % {"name": category.name}
    else:
        name = other.product.name if other.product else ""
        shared = _("same person, same product “%(name)s”") % {"name": name}
    return _("%(shared)s, %(apart)s") % {"shared": shared, "apart": _apart(ticket, other)}


def _apart(ticket: Ticket, other: Ticket) -> str:
    days = abs(other.received_at - ticket.received_at).days
    if days == 0:
        return _("within a day")
    if other.received_at < ticket.received_at:
        return ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}
    return ngettext("%(days)d day after", "%(days)d days after", days) % {"days": days}


def suggested_merges(ticket: Ticket, reader: Reader) -> list[dict[str, Any]]:
    """Return `duplicates` of templates/tickets/_rail.html."""
    may_merge = access.has_right(reader.user, Right.WORK_TICKETS)
    return [
        {
            "url": reverse("desk:ticket", args=[other.pk]),
            "number": other.number,
            "subject": other.subject,
            "reason": reason(ticket, other, reader),
            "merge_url": reverse("desk:merge", args=[ticket.pk]) if may_merge else "",
            "version": ticket.version,
            "other_version": other.version,
        }
        for other in duplicates_of(ticket, reader)
    ]


def taken_in(absorbed: Iterable[Ticket], ticket: Ticket) -> list[dict[str, Any]]:
    """Return `absorbed` of templates/tickets/_rail.html: what went straight into this ticket."""
    return [
        {
            "number": row.number,
            "subject": row.subject,
            "undo_url": reverse("desk:undo-merge", args=[row.pk]),
        }
        for row in absorbed
        if row.merged_into_id == ticket.pk
    ]
