"""The system page: how late, what failed and why, and two ways to mend it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels import intake
from channels.by_hand import ByHand, as_it_came, draft_of, open_by_hand
from channels.models import Submission
from feedback_desk.system.forms import ByHandForm
from feedback_desk.system.reading import page
from tickets import outbox
from tickets.access import require_right
from tickets.actors import Actor
from tickets.models import Delivery, Right, Ticket
from tickets.sentences import in_readers_words
from tickets.views.acting import attempt, sent
from tickets.views.gate import DeskRequest, at_desk

MOST_SHOWN = 5_000
"""Characters of the raw input on the page; the admin has the whole."""


@require_safe
@at_desk
@never_cache
def system(request: DeskRequest) -> HttpResponse:
    require_right(request.user, Right.SEE_SYSTEM)
    return render(request, "system/page.html", page(request.user, timezone.now()))


@require_POST
@at_desk
def delivery_attempt(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Put a parked delivery back; the relay takes it within seconds."""
    require_right(request.user, Right.MEND_SYSTEM)
    if not Delivery.objects.filter(pk=delivery_id).exists():
        raise Http404
    if outbox.retry(delivery_id, at=timezone.now()):
        messages.success(request, _("It is tried again within seconds."))
    else:
        messages.info(request, _("It isn’t parked any more."))
    return HttpResponseRedirect(reverse("system"))


@require_POST
@at_desk
def submission_attempt(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Read a parked submission again, now; tell what came of it."""
    require_right(request.user, Right.MEND_SYSTEM)
    _parked(pk)
    try:
        opened = intake.replay(pk, at=timezone.now())
    except Exception as error:  # whatever it is, it is kept with its reason
        opened = intake.postpone(pk, at=timezone.now(), error=error)
    if opened.ticket is not None:
        words = _("%(number)s is open.") % {"number": opened.ticket.number}
        messages.success(request, words)
    else:
        why = in_readers_words(opened.error)
        messages.error(request, why or _("It has been read and kept without a ticket."))
    return HttpResponseRedirect(reverse("system"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def submission_ticket(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Open what no adapter can read as a ticket, in a person's words."""
    require_right(request.user, Right.MEND_SYSTEM)
    submission = intake.with_its_input(_parked(pk))
    form = ByHandForm(sent(request), initial=draft_of(submission))
    opened: list[Ticket] = []

    def begin(given: dict[str, Any]) -> None:
        actor, at = Actor.for_user(request.user), timezone.now()
        opened.append(open_by_hand(submission_id=pk, given=ByHand(**given), actor=actor, at=at))

    status = attempt(form, begin) if request.method == "POST" else 200
    if status is None:
        words = _("%(number)s is open.") % {"number": opened[0].number}
        messages.success(request, words)
        return HttpResponseRedirect(reverse("system"))
    return render(request, "system/by_hand.html", _context(submission, form), status=status)


def _parked(pk: UUID) -> Submission:
    rows = Submission.objects.filter(state=Submission.State.PARKED).select_related("channel")
    submission = rows.filter(pk=pk).first()
    if submission is None:
        raise Http404
    return submission


def _context(submission: Submission, form: ByHandForm) -> dict[str, Any]:
    raw = as_it_came(submission)
    return {
        "submission": submission,
        "reason": in_readers_words(submission.error),
        "raw": raw[:MOST_SHOWN],
        "is_cut": len(raw) > MOST_SHOWN,
        "form": form,
        "url": reverse("system-submission-ticket", args=[submission.pk]),
        "back_url": reverse("system"),
    }
