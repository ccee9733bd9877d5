"""The tickets one is linked with: split off it, it was split off, or it follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from tickets import access, display
from tickets.addressing import address
from tickets.models import Ticket, TicketEvent
from tickets.queries.facets import Reader

HOW = {
    "split_to": gettext_lazy("split off this one"),
    "split_from": gettext_lazy("this one was split off it"),
    "follows": gettext_lazy("this one follows it"),
}


def linked_with(
    ticket: Ticket, events: Iterable[TicketEvent], reader: Reader
) -> list[dict[str, Any]]:
    """Return `linked` of templates/tickets/_rail.html: those the reader may see."""
    how = {
        event.data["ticket"]: event.data.get("how", "")
        for event in events
        if event.code == "ticket.linked"
    }
    if ticket.follows_id is not None:
        how[ticket.follows_id] = "follows"
    if not how:
        return []
    rows = access.tickets_for(reader.user).filter(pk__in=how).order_by("pk")
    return [
        {
            "url": address("desk:ticket", row.pk),
            "number": row.number,
            "subject": row.subject,
            "words": HOW.get(how[row.pk], display.label(Ticket.Status, row.status)),
        }
        for row in rows.only("number", "subject", "status")
    ]
