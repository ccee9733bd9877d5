"""What the status page shows: only what its customer may know. Reads, never writes.

Notes, scores, triage, deadlines of the team and family names of staff have no place here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from channels.models import CustomerLink
from channels.web.forms import ReplyForm
from channels.web.kept import picker
from channels.web.progress import next_step, stages
from tickets import states
from tickets.display import short_name
from tickets.models import Message, Resolution, Ticket

SHOWN_AT_ONCE = 50


def status_context(
    link: CustomerLink, token: str, *, form: ReplyForm, now: datetime
) -> dict[str, Any]:
    """Return the context of channels/web/status.html."""
    ticket = link.ticket
    step = next_step(ticket, now=now)
    return {
        "ticket": {
            "number": ticket.number,
            "kind_name": ticket.get_kind_display().capitalize(),
            "subject": ticket.subject,
        },
        "next": {"text": step.text, "note": " ".join(filter(None, [_by(step.by), step.note]))},
        "answer": _answer(ticket, token),
        "stages": stages(ticket),
        "messages_said": _said(ticket, token),
        "form": form,
        **picker(),
        "reply_url": reverse("channels:status_messages", args=[token]),
        "reply_to": short_name(ticket.owner.display_name) if ticket.owner else "",
        "withdraw_url": _withdraw_url(ticket, token),
        "verify_url": _verify_url(link, token),
        "new_link_url": reverse("channels:fresh_link"),
        "now": now,
    }


def _by(moment: str) -> str:
    return _("By %(moment)s.") % {"moment": moment} if moment else ""


def _withdraw_url(ticket: Ticket, token: str) -> str:
    is_live = ticket.status in states.LIVE
    return reverse("channels:status_withdrawal", args=[token]) if is_live else ""


def _verify_url(link: CustomerLink, token: str) -> str:
    contact = link.contact
    if contact is None or link.used_at is not None or contact.verified_at is not None:
        return ""
    return reverse("channels:status_verification", args=[token])


def _answer(ticket: Ticket, token: str) -> dict[str, Any] | None:
    """Our answer of this round, and whether the customer is asked about it now."""
    resolution = (
        Resolution.objects.select_related("message")
        .filter(ticket=ticket, round=ticket.round, message__isnull=False)
        .first()
    )
    if resolution is None or resolution.message is None:
        return None
    return {
        "text": resolution.message.text,
        "is_open": ticket.status == states.RESOLVED,
        "answer_url": reverse("channels:status_verdict", args=[token]),
        "promise_no": _("If you say no, it starts again and keeps its number."),
    }


def _said(ticket: Ticket, token: str) -> list[dict[str, Any]]:
    """The public conversation, newest first: what came in, what went out, never a note."""
    public = [Message.Direction.IN, Message.Direction.OUT]
    messages = (
        ticket.messages.filter(direction__in=public, failed_at=None, is_bounce=False)
        .select_related("author_user")
        .prefetch_related("attachments__file")
        .order_by("-at", "-id")[:SHOWN_AT_ONCE]
    )
    return [_message(message, token) for message in messages]


def _message(message: Message, token: str) -> dict[str, Any]:
    return {
        "author": message.author_name or _("Our team"),
        "is_you": message.direction == Message.Direction.IN,
        "at": message.at,
        "text": message.text,
        "files": [
            {
                "url": reverse("channels:status_file", args=[token, attachment.pk]),
                "name": attachment.filename,
                "size": filesizeformat(attachment.file.size),
            }
            for attachment in message.attachments.all()
        ],
    }
