"""Who has the ticket, and what it is: assignment and triage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tickets import access
from tickets.actions.accepting import accept_proposal
from tickets.actions.assigning import assign
from tickets.actions.assigning import take as take_ticket
from tickets.actions.classifying import confirm_triage, reclassify
from tickets.actors import Actor
from tickets.errors import DeskError
from tickets.forms.acting import AssignmentForm, TriageForm
from tickets.models import Right
from tickets.queries.categories import category_choices
from tickets.queries.news import version_to_check
from tickets.views.acting import Act, answer, go_back, sent, signed
from tickets.views.gate import DeskRequest, at_desk, reader_of, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def assignment(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Give the ticket to a person or a team. To others only with the right to assign."""
    found = workable(request, ticket_id)
    reader = reader_of(request)
    form = AssignmentForm(sent(request), ticket=found, user=request.user, settings=reader.settings)

    def give(given: dict[str, Any]) -> None:
        if given["owner"] != request.user.pk:
            access.require_right(request.user, Right.ASSIGN_TICKETS)
        assign(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=reader.now,
            owner_id=given["owner"],
            team_id=given["team"] or None,
            seen_version=version_to_check(found, given["version"], request.user.pk),
        )

    act = Act(
        title=_("Who takes %(number)s?") % {"number": found.number},
        submit=_("Assign"),
    )
    return answer(request, found, act, form, give)


@require_POST
@at_desk
def take(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    try:
        take_ticket(ticket_id=found.pk, **signed(request))
    except DeskError as refusal:
        messages.error(request, str(refusal))
        return go_back(request, found)
    return go_back(request, found, _("It is yours."))


@require_POST
@at_desk
def triage_confirmation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Let triage stand as proposed."""
    found = workable(request, ticket_id)
    try:
        confirm_triage(ticket_id=found.pk, **signed(request))
    except DeskError as refusal:
        messages.error(request, str(refusal))
    return go_back(request, found)


@require_POST
@at_desk
def proposal_acceptance(request: DeskRequest, ticket_id: int, proposal_id: int) -> HttpResponse:
    """Let one proposal stand; the others stay open."""
    found = workable(request, ticket_id)
    get_object_or_404(found.proposals, pk=proposal_id)
    try:
        accept_proposal(
            ticket_id=found.pk,
            proposal_id=proposal_id,
            **signed(request),
        )
    except DeskError as refusal:
        messages.error(request, str(refusal))
    return go_back(request, found)


@require_http_methods(GET_OR_POST)
@at_desk
def triage(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Correct what triage proposed; the clocks follow what is promised then."""
    found = workable(request, ticket_id)
    reader = reader_of(request)
    form = TriageForm(
        sent(request),
        ticket=found,
        settings=reader.settings,
        categories=category_choices(reader.settings, reader.now, keep=found.category_id),
    )

    def correct(given: dict[str, Any]) -> None:
        reclassify(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=reader.now,
            reason=given["reason"],
            may_lower=access.has_right(request.user, Right.LOWER_TIER),
            seen_version=version_to_check(found, given["version"], request.user.pk),
            **{name: given[name] for name in TriageForm.FACTS},
        )

    act = Act(
        title=_("Correct the triage"),
        lead=_("Clocks keep their start and get the promises of the new tier and kind."),
        submit=_("Keep it like this"),
    )
    return answer(request, found, act, form, correct)
