"""The side pane of a queue: how one ticket stands, and the customer's last words."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from tickets import access, display, slots
from tickets.addressing import address
from tickets.kept_sql import Kept
from tickets.models import Attachment, Message, Right, Ticket
from tickets.queries.badges import badges_of
from tickets.queries.facets import Reader
from tickets.queries.lines import Line
from tickets.queries.neighbours import Beside, beside
from tickets.queries.proposals import proposals_of
from tickets.queries.queue import Clocks
from tickets.queries.thread import file_of


def preview_context(
    ticket: Line | Ticket,
    reader: Reader,
    within: str = "",
    there: Beside | None = None,
    clocks: Clocks | None = None,
) -> dict[str, Any]:
    """Return the context of templates/tickets/preview.html; `within` is the query of the queue.

    `there` is what stands beside the ticket and `clocks` are its own, where they are known already.
    """
    url = address("desk:ticket", ticket.pk)
    there = there or beside(ticket, reader, within)
    may_work = access.has_right(reader.user, Right.WORK_TICKETS)
    standing = (clocks or Clocks.of([ticket])).standing(ticket, reader.now, reader.settings)
    return {
        "number": ticket.number,
        "url": url + there.carried,
        "beside": there,
        "subject": ticket.subject,
        "tier_rank": ticket.tier_id,
        "tier_name": reader.settings.tiers[ticket.tier_id].name,
        "status": ticket.status,
        "badges": badges_of(ticket),
        "origin": _origin(ticket, reader),
        "clock": standing,
        "last_message": _last_words(ticket),
        "proposals": proposals_of(ticket, reader.settings, reader.now, may_decide=may_work),
        "reply_url": f"{url}?write=reply#id_body" if may_work else "",
        "note_url": f"{url}?write=note#id_body" if may_work else "",
        "assign_url": address("desk:assignment", ticket.pk) if may_work else "",
    }


def _origin(ticket: Line | Ticket, reader: Reader) -> str:
    team = reader.settings.teams[ticket.team_id].name
    received = display.moment(ticket.received_at, now=reader.now)
    return f"{slots.channel(ticket.channel).name} · {team} · {received}"


def _last_words(ticket: Line | Ticket) -> dict[str, Any] | None:
    message = _last_in.first(ticket.pk)
    if message is None:
        return None
    return {
        "author": _customer_of(ticket) if message.author_user_id else message.author_name,
        "at": message.at,
        "text": message.text,
        "files": [file_of(each) for each in _files.all(message.pk)] if message.has_files else [],
    }


def _customer_of(ticket: Line | Ticket) -> str:
    """Whose words they are, also when an agent wrote them down."""
    return ticket.customer__name if isinstance(ticket, Line) else ticket.customer.name


_last_in = Kept(
    lambda ticket: (
        Message.objects.filter(ticket=ticket, direction=Message.Direction.IN)
        .annotate(has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))))
        .order_by("-at", "-id")[:1]
    )
)
_files = Kept(lambda message: Attachment.objects.filter(message=message).select_related("file"))
