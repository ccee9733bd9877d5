"""Where the ticket stands: waiting, on hold, going on, resolved, reopened, cancelled."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.actions.pausing import go_on, wait_for_customer
from tickets.actions.pausing import hold as put_on_hold
from tickets.actions.reopening import reopen, undo_reopen
from tickets.actions.resolving import resolve
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
from tickets.views.acting import Act, answer, sent, signed
from tickets.views.gate import DeskRequest, at_desk, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def resolution(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Resolve: an outcome, told to the customer in the same breath. The draft answer begins it."""
    found = workable(request, ticket_id)
    if found.owner_id is not None:  # one that nobody has becomes theirs with that
        access.require_owner_or_lead(request.user, found)
    begun = {"public_message": kept_text(found, request.user, REPLY)}

    def end_round(given: dict[str, Any]) -> None:
        seen = _seen(request, found, given)
        resolve(ticket_id=found.pk, seen_version=seen, **given, **signed(request))

    act = Act(
        title=_("Resolve %(number)s") % {"number": found.number},
        lead=_(
            "The customer gets your message and is asked afterwards whether it is really solved. "
            "A “no” starts the next round."
        ),
        submit=_("Resolve and tell the customer"),
        done=_("Resolved. The customer will be asked whether it is so."),
    )
    form = ResolutionForm(sent(request), ticket=found, initial=begun)
    return answer(request, found, act, form, end_round)


def _seen(request: DeskRequest, found: Ticket, given: dict[str, Any]) -> int | None:
    """Take the version that the form carried out of what it says, and return what to check."""
    return version_to_check(found, given.pop("version"), request.user.pk)


@require_http_methods(GET_OR_POST)
@at_desk
def hold(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = _mine(request, ticket_id)
    act = Act(
        title=_("Put %(number)s on hold") % {"number": found.number},
        lead=_("For when somebody else has to act first. Whether clocks stop is up to the policy."),
        submit=_("Put on hold"),
    )

    def put(given: dict[str, Any]) -> None:
        put_on_hold(ticket_id=found.pk, **given, **signed(request))

    return answer(request, found, act, HoldForm(sent(request)), put)


def _mine(request: DeskRequest, ticket_id: int) -> Ticket:
    """Return a ticket that its owner or a lead moves."""
    found = workable(request, ticket_id)
    access.require_owner_or_lead(request.user, found)
    return found


@require_http_methods(GET_OR_POST)
@at_desk
def wait(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = _mine(request, ticket_id)
    act = Act(
        title=_("Wait for the customer"),
        lead=_(
            "The clock for solving stands still until they answer. They are reminded once; after "
            "longer silence the ticket is resolved with notice."
        ),
        submit=_("Wait for the answer"),
    )

    def begin(_given: dict[str, Any]) -> None:
        wait_for_customer(ticket_id=found.pk, **signed(request))

    return answer(request, found, act, ConfirmForm(sent(request)), begin)


@require_http_methods(GET_OR_POST)
@at_desk
def resumption(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = _mine(request, ticket_id)
    act = Act(
        title=_("Go on with %(number)s") % {"number": found.number},
        lead=_("The wait ends and every clock runs again from now."),
        submit=_("Go on"),
    )

    def resume(_given: dict[str, Any]) -> None:
        go_on(ticket_id=found.pk, **signed(request))

    return answer(request, found, act, ConfirmForm(sent(request)), resume)


@require_http_methods(GET_OR_POST)
@at_desk
def reopening(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    act = Act(
        title=_("Reopen %(number)s") % {"number": found.number},
        lead=_("The next round begins with clocks of its own. The first result stays on record."),
        submit=_("Begin the next round"),
    )

    def begin(given: dict[str, Any]) -> None:
        reopen(ticket_id=found.pk, reason="by_hand", **given, **signed(request))

    asks = _("Write why it starts again, so that the next reader knows.")
    return answer(request, found, act, ReasonForm(sent(request), asks=asks), begin)


@require_http_methods(GET_OR_POST)
@at_desk
def undo_reopening(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    act = Act(
        title=_("Take the reopening back?"),
        lead=_("For misunderstandings, within a day. The earlier resolution stands again."),
        submit=_("Take it back"),
    )

    def undo(_given: dict[str, Any]) -> None:
        undo_reopen(ticket_id=found.pk, **signed(request))

    return answer(request, found, act, ConfirmForm(sent(request)), undo)


@require_http_methods(GET_OR_POST)
@at_desk
def cancellation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    act = Act(
        title=_("Cancel %(number)s?") % {"number": found.number},
        lead=_("Running clocks end without a result; promises already broken stay on record."),
        submit=_("Cancel the ticket"),
        is_harm=True,
        back=_("Back"),  # “Cancel” beside it would be either
    )

    def end(given: dict[str, Any]) -> None:
        seen = _seen(request, found, given)
        cancel(ticket_id=found.pk, seen_version=seen, **given, **signed(request))

    return answer(request, found, act, CancellationForm(sent(request), ticket=found), end)


@require_http_methods(GET_OR_POST)
@at_desk
def undo_cancellation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = access.ticket_for(request.user, ticket_id, Right.LEAD_TICKETS)
    act = Act(
        title=_("Go on with %(number)s after all?") % {"number": found.number},
        lead=_("It opens again with new clocks from now."),
        submit=_("Open it again"),
    )

    def undo(given: dict[str, Any]) -> None:
        undo_cancel(ticket_id=found.pk, **given, **signed(request))

    asks = _("Write why it goes on after all.")
    return answer(request, found, act, ReasonForm(sent(request), asks=asks), undo)
