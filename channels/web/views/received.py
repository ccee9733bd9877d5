"""After sending: the number, what happens next and by when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels import raw_input
from channels.links import LinkOver, LinkUnknown, mail_contact, standing_path
from channels.models import Submission
from channels.web import form_book
from channels.web.embedding import frameable
from channels.web.form_spec import FormSpec
from channels.web.pages import note, page, private
from channels.web.progress import next_step
from tickets.models import Ticket

SIGNER = TimestampSigner(salt="channels.web.received")
KEPT_SECONDS = 24 * 3600


def received_path(submission: Submission, *, is_embedded: bool = False) -> str:
    """Return where the sender of a submission learns its number, for a day."""
    path = reverse("channels:received", args=[SIGNER.sign(submission.pk.hex)])
    language = get_language() or "en"
    return f"{path}?embedded=1&lang={language}" if is_embedded else path


@require_safe
@private
def received(request: HttpRequest, key: str) -> HttpResponse:
    submission = _submission_of(key)
    form = form_book.version(_sent(submission).get("form"))
    is_embedded = "embedded" in request.GET
    answer = (
        _not_opened_yet(request, submission, is_embedded)
        if submission.ticket is None
        else page(request, "received", _context(submission.ticket) | _after(form, is_embedded))
    )
    return frameable(answer, form.origins) if is_embedded else answer


def _after(form: FormSpec, is_embedded: bool) -> dict[str, Any]:
    """What the browser may forget now, and what it shows it in."""
    return {"draft_done": f"form-{form.slug}", "is_embedded": is_embedded}


def _sent(submission: Submission) -> dict[str, Any]:
    return raw_input.fetch(submission.raw, submission.raw_digest)


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


def _not_opened_yet(
    request: HttpRequest, submission: Submission, is_embedded: bool
) -> HttpResponse:
    """It is stored and can't be lost; its number comes when it is opened."""
    return note(
        request,
        is_embedded=is_embedded,
        title=_("We have it"),
        lead=_("Your reference is %(reference)s. Your number follows in a few minutes.")
        % {"reference": submission.pk.hex[:12].upper()},
        paragraphs=[_("Reload this page for it, or wait for our mail. Nothing is lost.")],
    )
