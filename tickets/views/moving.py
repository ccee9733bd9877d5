"""Where the ticket stands: waiting, on hold, going on, resolved, reopened, cancelled."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.actions.pausing import go_on, wait_for_customer
from tickets.actions.pausing import hold as put_on_hold
from tickets.actions.reopening import reopen, undo_reopen
from tickets.actions.resolving import resolve
from tickets.actors import Actor
from tickets.forms.acting import (
    CancellationForm,
    ConfirmForm,
    HoldForm,
    ReasonForm,
    ResolutionForm,
)
from tickets.models import Right, Ticket
from tickets.queries.composer import REPLY, kept_text
from tickets.queries.news import version_to_check
from tickets.views.acting import Act, answer, sent
from tickets.views.gate import DeskRequest, at_desk, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def resolution(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Resolve: an outcome, told to the customer in the same breath. The draft answer begins it."""
    found = workable(request, ticket_id)
    _require_say(request, found)
    begun = {"public_message": kept_text(found, request.user, REPLY)}
    form = ResolutionForm(sent(request), ticket=found, initial=begun)

    def end_round(given: dict[str, Any]) -> None:
        resolve(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=timezone.now(),
            outcome=given["outcome"],
            public_message=given["public_message"],
            finding=given["finding"],
            seen_version=version_to_check(found, given["version"], request.user.pk),
        )

    act = Act(
        title=_("Resolve %(number)s") % {"number": found.number},
        lead=_(
            "The customer gets your message and is asked afterwards whether it is really solved. "
            "A “no” starts the next round."
        ),
        submit=_("Resolve and tell the customer"),
        url=reverse("desk:resolution", args=[found.pk]),
        done=_("Resolved. The customer will be asked whether it is so."),
    )
    return answer(request, found, act, form, end_round)


def _require_say(request: DeskRequest, found: Ticket) -> None:
    """Its owner or a lead resolves it; one that nobody has becomes theirs with that."""
    if found.owner_id is not None:
        access.require_owner_or_lead(request.user, found)


@require_http_methods(GET_OR_POST)
@at_desk
def hold(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    access.require_owner_or_lead(request.user, found)

    def put(given: dict[str, Any]) -> None:
        put_on_hold(
            ticket_id=found.pk, actor=Actor.for_user(request.user), at=timezone.now(), **given
        )

    act = Act(
        title=_("Put %(number)s on hold") % {"number": found.number},
        lead=_("For when somebody else has to act first. Whether clocks stop is up to the policy."),
        submit=_("Put on hold"),
        url=reverse("desk:hold", args=[found.pk]),
    )
    return answer(request, found, act, HoldForm(sent(request)), put)


@require_http_methods(GET_OR_POST)
@at_desk
def wait(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    access.require_owner_or_lead(request.user, found)

    def begin(given: dict[str, Any]) -> None:
        wait_for_customer(ticket_id=found.pk, actor=Actor.for_user(request.user), at=timezone.now())

    act = Act(
        title=_("Wait for the customer"),
        lead=_(
            "The clock for solving stands still until they answer. They are reminded once; after "
            "longer silence the ticket is resolved with notice."
        ),
        submit=_("Wait for the answer"),
        url=reverse("desk:wait", args=[found.pk]),
    )
    return answer(request, found, act, ConfirmForm(sent(request)), begin)


@require_http_methods(GET_OR_POST)
@at_desk
def resumption(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    access.require_owner_or_lead(request.user, found)

    def resume(given: dict[str, Any]) -> None:
        go_on(ticket_id=found.pk, actor=Actor.for_user(request.user), at=timezone.now())

    act = Act(
        title=_("Go on with %(number)s") % {"number": found.number},
        lead=_("The wait ends and every clock runs again from now."),
        submit=_("Go on"),
        url=reverse("desk:resumption", args=[found.pk]),
    )
    return answer(request, found, act, ConfirmForm(sent(request)), resume)


@require_http_methods(GET_OR_POST)
@at_desk
def reopening(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    asks = _("Write why it starts again, so that the next reader knows.")
    form = ReasonForm(sent(request), asks=asks)

    def begin(given: dict[str, Any]) -> None:
        reopen(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=timezone.now(),
            reason="by_hand",
            note=given["note"],
        )

    act = Act(
        title=_("Reopen %(number)s") % {"number": found.number},
        lead=_("The next round begins with clocks of its own. The first result stays on record."),
        submit=_("Begin the next round"),
        url=reverse("desk:reopening", args=[found.pk]),
    )
    return answer(request, found, act, form, begin)


@require_http_methods(GET_OR_POST)
@at_desk
def undo_reopening(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)

    def undo(given: dict[str, Any]) -> None:
        undo_reopen(ticket_id=found.pk, actor=Actor.for_user(request.user), at=timezone.now())

    act = Act(
        title=_("Take the reopening back?"),
        lead=_("For misunderstandings, within a day. The earlier resolution stands again."),
        submit=_("Take it back"),
        url=reverse("desk:undo-reopening", args=[found.pk]),
    )
    return answer(request, found, act, ConfirmForm(sent(request)), undo)


@require_http_methods(GET_OR_POST)
@at_desk
def cancellation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)

    def end(given: dict[str, Any]) -> None:
        cancel(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=timezone.now(),
            reason=given["reason"],
            seen_version=version_to_check(found, given["version"], request.user.pk),
        )

    act = Act(
        title=_("Cancel %(number)s?") % {"number": found.number},
        lead=_("Running clocks end without a result; promises already broken stay on record."),
        submit=_("Cancel the ticket"),
        is_harm=True,
        url=reverse("desk:cancellation", args=[found.pk]),
    )
    return answer(request, found, act, CancellationForm(sent(request), ticket=found), end)


@require_http_methods(GET_OR_POST)
@at_desk
def undo_cancellation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = access.ticket_for(request.user, ticket_id, Right.LEAD_TICKETS)
    form = ReasonForm(sent(request), asks=_("Write why it goes on after all."))

    def undo(given: dict[str, Any]) -> None:
        undo_cancel(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=timezone.now(),
            note=given["note"],
        )

    act = Act(
        title=_("Go on with %(number)s after all?") % {"number": found.number},
        lead=_("It opens again with new clocks from now."),
        submit=_("Open it again"),
        url=reverse("desk:undo-cancellation", args=[found.pk]),
    )
    return answer(request, found, act, form, undo)
