"""After sending: the number, what happens next and by when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.links import LinkOver, LinkUnknown, mail_contact, standing_path
from channels.models import Submission
from channels.web.pages import note, page, private
from channels.web.progress import next_step
from tickets.models import Ticket

SIGNER = TimestampSigner(salt="channels.web.received")
KEPT_SECONDS = 24 * 3600


def received_path(submission: Submission) -> str:
    """Return where the sender of a submission learns its number, for a day."""
    return reverse("channels:received", args=[SIGNER.sign(submission.pk.hex)])


@require_safe
@private
def received(request: HttpRequest, key: str) -> HttpResponse:
    submission = _submission_of(key)
    if submission.ticket is None:
        return _not_opened_yet(request, submission)
    return page(request, "received", _context(submission.ticket))


def _submission_of(key: str) -> Submission:
    """Raises LinkUnknown, LinkOver."""
    try:
        pk = UUID(SIGNER.unsign(key))
        SIGNER.unsign(key, max_age=KEPT_SECONDS)
    except (BadSignature, ValueError) as error:
        raise (LinkOver if isinstance(error, SignatureExpired) else LinkUnknown) from error
    rows = Submission.objects.select_related("ticket__customer", "ticket__team", "ticket__owner")
    submission = rows.filter(pk=pk).first()
    if submission is None:
        raise LinkUnknown
    return submission


def _context(ticket: Ticket) -> dict[str, Any]:
    step = next_step(ticket, now=timezone.now())
    contact = mail_contact(ticket)
    return {
        "number": ticket.number,
        "next_step": step.text,
        "by": step.by,
        "who": ticket.team.name,
        "status_url": standing_path(ticket),
        "email": contact.value if contact else "",
        "is_urgent": "safety" in ticket.risk_flags,
    }


def _not_opened_yet(request: HttpRequest, submission: Submission) -> HttpResponse:
    """It is stored and can't be lost; its number comes when it is opened."""
    return note(
        request,
        title=_("We have it"),
        lead=_("Your reference is %(reference)s. Your number follows in a few minutes.")
        % {"reference": submission.pk.hex[:12].upper()},
        paragraphs=[_("Reload this page for it, or wait for our mail. Nothing is lost.")],
    )
