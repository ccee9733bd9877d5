"""Talks with customers: the list, a new one, and one with the tickets that came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tickets import access
from tickets.actions.interviewing import record_interview
from tickets.actors import Actor
from tickets.forms.interviewing import InterviewForm
from tickets.models import Interview, Right
from tickets.queries.interviews import interview_context, interview_rows
from tickets.views.acting import attempt, sent
from tickets.views.gate import DeskRequest, at_desk, reader_of


@require_GET
@at_desk
def interviews(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.SEE_TICKETS)
    reader = reader_of(request)
    may_work = access.has_right(request.user, Right.WORK_TICKETS)
    context = {
        "interviews": interview_rows(reader),
        "new_url": reverse("desk:new-interview") if may_work else "",
        "now": reader.now,
    }
    return render(request, "tickets/interviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_interview(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.WORK_TICKETS)
    form = InterviewForm(sent(request))
    held: list[Interview] = []

    def record(given: dict[str, Any]) -> None:
        actor, at = Actor.for_user(request.user), reader_of(request).now
        held.append(record_interview(actor=actor, at=at, **given))

    status = attempt(form, record) if request.method == "POST" else 200
    if status is None:
        messages.success(request, _("Recorded. Open a ticket for each thing that was said."))
        return HttpResponseRedirect(reverse("desk:interview", args=[held[0].pk]))
    act = {
        "title": _("New interview"),
        "lead": _("Who was talked with, where and when. Its tickets are opened from its page."),
        "url": reverse("desk:new-interview"),
        "submit": _("Record the interview"),
        "back_url": reverse("desk:interviews"),
        "form": form,
    }
    return render(request, "tickets/act.html", {"act": act}, status=status)


@require_GET
@at_desk
def interview(request: DeskRequest, interview_id: int) -> HttpResponse:
    """A talk with those of its tickets that the reader may see."""
    access.require_right(request.user, Right.SEE_TICKETS)
    talk = get_object_or_404(Interview.objects.select_related("held_by", "store"), pk=interview_id)
    may_work = access.has_right(request.user, Right.WORK_TICKETS)
    opens = f"{reverse('desk:new-ticket')}?interview={talk.pk}"
    context = interview_context(talk, reader_of(request)) | {
        "new_url": opens if may_work else "",
        "back_url": reverse("desk:interviews"),
    }
    return render(request, "tickets/interview.html", context)
