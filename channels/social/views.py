"""The queue of mentions: one press makes a ticket, another one dismisses with a reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from channels.models import Post
from channels.social import deciding, queries
from tickets import access
from tickets.errors import Conflict
from tickets.models import Right
from tickets.views.gate import DeskRequest, at_desk

CONFLICT, UNPROCESSABLE = 409, 422


class DismissalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why nothing has to be done"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say in a few words why nothing has to be done.")},
    )


@require_GET
@at_desk
def mentions(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.SEE_TICKETS)
    return _page(request)


def _page(
    request: DeskRequest,
    *,
    refused: tuple[int, DismissalForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_past = request.GET.get("show") == "decided"
    rows = queries.decided() if is_past else queries.waiting()
    number = queries.count_waiting()
    context = {
        "cards": queries.cards(list(rows[: queries.PAGE]), now=timezone.now()),
        "is_past": is_past,
        "waiting": number,
        "has_more": not is_past and number > queries.PAGE,
        "may_decide": access.has_right(request.user, Right.WORK_TICKETS),
        "refused": refused[0] if refused else None,
        "form": refused[1] if refused else DismissalForm(),
        "now": timezone.now(),
    }
    return render(request, "channels/social/mentions.html", context, status=status)


@require_POST
@at_desk
def mention_ticket(request: DeskRequest, post_id: int) -> HttpResponse:
    """Make a ticket of it, and go there."""
    post = _post(request, post_id)
    ticket = deciding.open_ticket_for(post_id=post.pk, user=request.user, at=timezone.now())
    if not access.tickets_for(request.user).filter(pk=ticket.pk).exists():
        words = _("It is ticket %(number)s now, with another team.") % {"number": ticket.number}
        messages.success(request, words)
        return HttpResponseRedirect(reverse("channels:mentions"))
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket.pk]))


@require_POST
@at_desk
def mention_dismissal(request: DeskRequest, post_id: int) -> HttpResponse:
    post = _post(request, post_id)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return _page(request, refused=(post.pk, form), status=UNPROCESSABLE)
    try:
        deciding.dismiss(
            post_id=post.pk,
            user=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    except Conflict as refusal:
        messages.warning(request, str(refusal))
        return _page(request, status=CONFLICT)
    messages.success(request, _("Dismissed. It stands under “Decided”."))
    return HttpResponseRedirect(reverse("channels:mentions"))


def _post(request: DeskRequest, post_id: int) -> Post:
    """Return a post to decide on. 404 for who sees no tickets, NotAllowed for who only looks."""
    if not access.has_right(request.user, Right.SEE_TICKETS):
        raise Http404
    post = get_object_or_404(Post, pk=post_id)
    access.require_right(request.user, Right.WORK_TICKETS)
    return post
