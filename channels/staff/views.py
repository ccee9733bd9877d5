"""Any colleague reports something, and sees what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from channels import health
from channels.channel_book import UnknownChannel
from channels.models import Submission
from channels.refusals import note_refused_file
from channels.staff.forms import ReportForm
from channels.staff.reports import report_context, report_rows
from channels.staff.sending import CHANNEL, send_report
from channels.web.nonce import make_nonce
from tickets import access, configuration
from tickets.errors import Conflict
from tickets.models import Right
from tickets.views.acting import attempt, sent
from tickets.views.gate import DeskRequest, at_desk
from tickets.views.writing import stored


@require_GET
@at_desk
def reports(request: DeskRequest) -> HttpResponse:
    """One's own reports: where each stands, and how it ended."""
    access.require_right(request.user, Right.REPORT_INTERNALLY)
    context = {
        "reports": report_rows(request.user),
        "new_url": reverse("channels:new_report"),
        "now": timezone.now(),
    }
    return render(request, "channels/staff/reports.html", context)


@require_GET
@at_desk
def report(request: DeskRequest, report_id: int) -> HttpResponse:
    """One own report. Somebody else's is 404, whatever one may see at the desk."""
    access.require_right(request.user, Right.REPORT_INTERNALLY)
    ticket = get_object_or_404(
        access.reports_of(request.user).select_related("customer"), pk=report_id
    )
    context = {
        "report": report_context(ticket, request.user),
        "back_url": reverse("channels:reports"),
        "now": timezone.now(),
    }
    return render(request, "channels/staff/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_report(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.REPORT_INTERNALLY)
    now = timezone.now()
    initial = {
        "nonce": make_nonce(at=now),
        "language": request.user.language or get_language() or "en",
    }
    form = ReportForm(sent(request), request.FILES or None, initial=initial)
    if request.method != "POST":
        return _show(request, form, 200)
    taken: list[Submission] = []

    def send(given: dict[str, Any]) -> None:
        files = stored(given["attachments"], now)
        try:
            taken.append(send_report(user=request.user, given=given, files=files, at=now))
        except UnknownChannel as refusal:
            raise Conflict(_("Reports are switched off. Ask your administrator.")) from refusal

    with configuration.held(configuration.current()):
        status = attempt(form, send)
    if status is not None:
        if "attachments" in form.errors:
            note_refused_file(CHANNEL, at=now)
        return _show(request, form, status)
    health.succeeded(CHANNEL, at=now)
    messages.success(request, _told(taken[0]))
    return HttpResponseRedirect(reverse("channels:reports"))


def _told(submission: Submission) -> str:
    if submission.ticket is None:
        return _("We have it. Its number comes in a moment and stands on this page then.")
    return _("Thank you. Its number is %(number)s.") % {"number": submission.ticket.number}


def _show(request: DeskRequest, form: ReportForm, status: int) -> HttpResponse:
    act = {
        "title": _("Report something"),
        "lead": _(
            "What a customer told you, or what you saw yourself. You get a number and see here "
            "what comes of it."
        ),
        "url": reverse("channels:new_report"),
        "submit": _("Report it"),
        "back_url": reverse("channels:reports"),
        "form": form,
    }
    return render(request, "tickets/act.html", {"act": act}, status=status)
