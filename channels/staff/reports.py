"""What somebody who reported something may know of it: where it stands and how it ended.

No note, no message of others, no name: a colleague who reports is no agent of the ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from channels.staff.adapter import PROVIDER
from channels.web.progress import stages
from tickets import access, foreign_html
from tickets.actions.receiving import where_it_went
from tickets.models import Message, Resolution, Ticket, User

MOST = 200
FIRST_WORDS = 90
# Received, first answer, our answer, the customer's decision; fewer when it was stopped or merged.
WHOLE_WAY = 4


def report_rows(user: User) -> list[dict[str, Any]]:
    """Return the latest of somebody's own reports, each with stage and outcome."""
    said = Message.objects.filter(
        ticket=OuterRef("pk"), author_user=user, direction=Message.Direction.IN
    )
    rows = access.reports_of(user).annotate(said=Subquery(said.order_by("pk").values("text")[:1]))
    found = list(rows.order_by("-pk")[:MOST])
    outcomes = _outcomes(found)
    return [
        {
            "url": reverse("channels:report", args=[ticket.pk]),
            "number": ticket.number,
            "words": _first_words(ticket.said or ""),
            "at": ticket.recorded_at,
            "stage": _stage(ticket),
            "outcome": outcomes.get(ticket.pk, ""),
        }
        for ticket in found
    ]


def report_context(ticket: Ticket, user: User) -> dict[str, Any]:
    """Return one own report: `ticket` comes from `access.reports_of`."""
    said = ticket.messages.filter(author_user=user, direction=Message.Direction.IN)
    first = said.order_by("pk").first()
    is_own = ticket.customer.contacts.filter(provider=PROVIDER, value=str(user.pk)).exists()
    return {
        "number": ticket.number,
        "at": ticket.recorded_at,
        "text": first.text if first else "",
        "files": [row.filename for row in first.attachments.all()] if first else [],
        "stage": _stage(ticket),
        "stages": _stages(ticket),
        "outcome": _outcomes([ticket]).get(ticket.pk, ""),
        "answer": _answer(ticket) if is_own else None,
        "is_own": is_own,
    }


def _first_words(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1].rstrip() + "…"


def _stages(ticket: Ticket) -> list[dict[str, str]]:
    """The way as its customer sees it; whoever reported has nothing to decide at its end."""
    *way, last = stages(ticket)
    is_whole = len(way) == WHOLE_WAY - 1
    return [*way, last | {"name": _("Closed")}] if is_whole else [*way, last]


def _stage(ticket: Ticket) -> str:
    return {
        Ticket.Status.NEW: _("We have it"),
        Ticket.Status.OPEN: _("Being looked into"),
        Ticket.Status.WAITING_CUSTOMER: _("Waiting for an answer"),
        Ticket.Status.ON_HOLD: _("Waiting for somebody we need for it"),
        Ticket.Status.RESOLVED: _("Decided"),
        Ticket.Status.CLOSED: _("Closed"),
        Ticket.Status.CANCELLED: _("Stopped"),
        Ticket.Status.MERGED: _("Looked into together with another report"),
    }[Ticket.Status(ticket.status)]


def _outcomes(tickets: Sequence[Ticket]) -> dict[int, str]:
    """Return how each ended, in a word; nothing while a round is still open.

    A merged one ended as the ticket it went into.
    """
    went = {t.pk: where_it_went(t.pk) if t.merged_into_id else t.pk for t in tickets}
    rows = Resolution.objects.filter(ticket__in=went.values(), ticket__status__in=DECIDED)
    by_ticket = {row.ticket_id: row.get_outcome_display() for row in rows.order_by("round")}
    return {key: str(by_ticket[into]) for key, into in went.items() if into in by_ticket}


DECIDED = (Ticket.Status.RESOLVED, Ticket.Status.CLOSED)


def _answer(ticket: Ticket) -> dict[str, Any] | None:
    """What was answered to an observation of their own: they are whom it is for."""
    if ticket.status not in DECIDED:
        return None
    last = ticket.resolutions.select_related("message").order_by("-round").first()
    if last is None or last.message is None:
        return None
    return {
        "text": last.message.text,
        "html": foreign_html.shown(last.message.html),
        "at": last.message.at,
    }
