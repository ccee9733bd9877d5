"""Excusing a broken promise: one person asks, another one decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access, display
from tickets.actions.exempting import (
    REASONS,
    approve_exemption,
    refuse_exemption,
    request_exemption,
)
from tickets.forms.acting import ConfirmForm
from tickets.forms.exempting import ExemptionForm
from tickets.models import Metric, Right, SlaBreach, SlaExemption
from tickets.views.acting import Act, answer, sent, signed
from tickets.views.gate import DeskRequest, at_desk, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def exemption(request: DeskRequest, ticket_id: int, breach_id: int) -> HttpResponse:
    """Ask that a breach doesn't count in adjusted figures."""
    found = workable(request, ticket_id)
    breaches = SlaBreach.objects.select_related("clock")
    breach = get_object_or_404(breaches, pk=breach_id, ticket=found)

    def ask(given: dict[str, Any]) -> None:
        request_exemption(
            breach_id=breach.pk,
            **signed(request),
            reason_code=given["reason_code"],
            text=given["text"],
        )

    act = Act(
        title=_("Ask to excuse a broken promise"),
        lead=_("The breach stays on record. If approved, adjusted figures leave it out."),
        facts=_facts(breach),
        submit=_("Ask for it"),
        done=_("Asked for. A manager decides."),
    )
    return answer(request, found, act, ExemptionForm(sent(request)), ask)


@require_http_methods(GET_OR_POST)
@at_desk
def approval(request: DeskRequest, ticket_id: int, breach_id: int) -> HttpResponse:
    """Approve what somebody else asked for."""
    words = {
        "title": _("Excuse this broken promise?"),
        "lead": _("Your name is kept with it. The breach stays; adjusted figures leave it out."),
        "submit": _("Excuse it"),
        "done": _("Excused."),
    }
    return _decide(request, ticket_id, breach_id, approve_exemption, words)


@require_http_methods(GET_OR_POST)
@at_desk
def refusal(request: DeskRequest, ticket_id: int, breach_id: int) -> HttpResponse:
    """Say no: the breach counts, and a better founded request may follow."""
    words = {
        "title": _("Don’t excuse this broken promise?"),
        "lead": _("It counts, also in adjusted figures. A better founded request may follow."),
        "submit": _("Say no"),
        "done": _("Not excused."),
    }
    return _decide(request, ticket_id, breach_id, refuse_exemption, words)


def _decide(
    request: DeskRequest,
    ticket_id: int,
    breach_id: int,
    decision: Callable[..., object],
    words: dict[str, str],
) -> HttpResponse:
    """Show what was asked for and by whom; carry the decision out on POST."""
    found = access.ticket_for(request.user, ticket_id, Right.APPROVE_EXEMPTION)
    requests = SlaExemption.objects.select_related("breach__clock", "requested_by")
    asked = get_object_or_404(requests, breach=breach_id, breach__ticket=found)

    def carry_out(given: dict[str, Any]) -> None:
        decision(exemption_id=asked.pk, **signed(request))

    act = Act(
        title=words["title"],
        lead=words["lead"],
        facts=_asked_facts(asked),
        submit=words["submit"],
        done=words["done"],
    )
    return answer(request, found, act, ConfirmForm(sent(request)), carry_out)


def _facts(breach: SlaBreach) -> list[tuple[str, Any]]:
    return [
        (_("Promise"), Metric(breach.clock.metric).label),
        (_("Was due"), display.full_moment(breach.due_at)),
        (_("Broken"), display.full_moment(breach.breached_at)),
    ]


def _asked_facts(asked: SlaExemption) -> list[tuple[str, Any]]:
    return [
        *_facts(asked.breach),
        (_("Asked for by"), asked.requested_by.display_name),
        (_("Why"), REASONS.get(asked.reason_code, asked.reason_code)),
        (_("What happened"), asked.text),
    ]
