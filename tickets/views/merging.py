"""Two tickets about one matter become one, come apart again; one message becomes two tickets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access
from tickets.actions import merging, splitting
from tickets.actors import Actor
from tickets.errors import TransitionRefused
from tickets.forms.acting import ConfirmForm
from tickets.forms.merging import MergeForm, SplitForm
from tickets.models import Message, Ticket
from tickets.queries.news import version_to_check
from tickets.views.acting import Act, answer, attempt, go_back, sent, show
from tickets.views.gate import DeskRequest, at_desk, reader_of, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def merge(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Merge with the ticket `other`; the newer one goes into the older, which is shown then."""
    found = workable(request, ticket_id)
    form = MergeForm(sent(request), ticket=found, user=request.user)
    act = Act(
        title=_("Merge %(number)s with another ticket") % {"number": found.number},
        lead=_(
            "The newer of the two goes into the older one: its clocks end, broken promises stay on "
            "record, and what was said on both stands on one page. It can be taken out again."
        ),
        submit=_("Merge the two"),
    )
    if request.method != "POST":
        return show(request, found, act, form)
    merged: list[Ticket] = []
    status = attempt(form, lambda given: merged.append(_merge(request, found, given)))
    if status is not None:
        return show(request, found, act, form, status=status)
    return _show_target(request, merged[0])


def _merge(request: DeskRequest, found: Ticket, given: dict[str, Any]) -> Ticket:
    other: Ticket = given["other"]
    reader = request.user.pk
    if other.pk == found.pk:
        raise TransitionRefused(_("A ticket can't be merged into itself. Choose another one."))
    source, target = merging.direction(found, other)
    return merging.merge(
        ticket_id=source.pk,
        into_id=target.pk,
        actor=Actor.for_user(request.user),
        at=reader_of(request).now,
        is_override=given.get("is_override", False),
        seen_versions={
            found.pk: version_to_check(found, given["version"], reader),
            other.pk: version_to_check(other, given["other_version"], reader),
        },
    )


def _show_target(request: DeskRequest, source: Ticket) -> HttpResponse:
    """Go to the ticket that took the other in, and offer the way back."""
    target = source.merged_into
    assert target is not None  # the merge has just set it
    done = _("Merged: %(number)s is part of this ticket now.") % {"number": source.number}
    undo = reverse("desk:undo-merge", args=[source.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, undo, _("Take it out…")))
    return go_back(request, target)


@require_http_methods(GET_OR_POST)
@at_desk
def undo_merge(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Take a merged ticket out of the one it went into; it opens again with clocks from now."""
    found = workable(request, ticket_id)

    def take_out(given: dict[str, Any]) -> None:
        merging.unmerge(
            ticket_id=found.pk, actor=Actor.for_user(request.user), at=reader_of(request).now
        )

    act = Act(
        title=_("Take %(number)s out again?") % {"number": found.number},
        lead=_(
            "It becomes a ticket of its own with clocks from now. What was said on it goes with it."
        ),
        submit=_("Take it out"),
    )
    return answer(request, found, act, ConfirmForm(sent(request)), take_out)


@require_http_methods(GET_OR_POST)
@at_desk
def split(request: DeskRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """Make a ticket of its own of a part of the customer's message, and go there."""
    found = workable(request, ticket_id)
    message = get_object_or_404(
        Message, pk=message_id, ticket=found, direction=Message.Direction.IN
    )
    reader = reader_of(request)
    form = SplitForm(sent(request), ticket=found, message=message, reader=reader)
    act = Act(
        title=_("Make it a ticket of its own"),
        lead=_(
            "For one message about two matters. The new ticket has a number, a team and clocks of "
            "its own, which count from when the message came. The two name each other."
        ),
        submit=_("Open the second ticket"),
    )
    if request.method != "POST":
        return show(request, found, act, form)
    opened: list[Ticket] = []

    def part(given: dict[str, Any]) -> None:
        seen = version_to_check(found, given.pop("version"), request.user.pk)
        opened.append(
            splitting.split(
                ticket_id=found.pk,
                message_id=message.pk,
                actor=Actor.for_user(request.user),
                at=reader.now,
                seen_version=seen,
                **given,
            )
        )

    status = attempt(form, part)
    if status is not None:
        return show(request, found, act, form, status=status)
    (new,) = opened
    messages.success(request, _("%(number)s is open.") % {"number": new.number})
    is_seen = access.tickets_for(request.user).filter(pk=new.pk).exists()
    return go_back(request, new if is_seen else found)
