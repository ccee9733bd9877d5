"""Queues people keep: saved from the page, renamed, deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tickets import access
from tickets.actions.queues import drop_queue, keep_queue, rename_queue
from tickets.display import listed
from tickets.forms.queues import QueueNameForm, SaveQueueForm
from tickets.models import Right, SavedQueue, Team
from tickets.queries.facets import BadValue
from tickets.queries.filters import QueueFilter
from tickets.views.acting import attempt, sent
from tickets.views.gate import DeskRequest, at_desk, reader_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def save_queue(request: DeskRequest) -> HttpResponse:
    """Keep the filter of the address (`?team=3&risk=safety`), for oneself or for a team."""
    access.require_right(request.user, Right.SEE_TICKETS)
    wanted = _filter_of(request)
    reader = reader_of(request)
    form = SaveQueueForm(sent(request), user=request.user)

    def keep(given: dict[str, Any]) -> None:
        team = Team.objects.filter(pk=given["team"]).first() if given["team"] else None
        keep_queue(user=request.user, name=given["name"], filters=wanted.as_saved(), team=team)

    chips = wanted.chips(reader, "")
    shown = [
        chip["value"] if not chip["name"] else f"{chip['name']}: {chip['value']}" for chip in chips
    ]
    return _answer(
        request,
        form,
        keep,
        title=_("Save as a queue"),
        lead=_("It shows what matches this: %(filters)s.") % {"filters": listed(shown)},
        url=f"{reverse('desk:save-queue')}?{wanted.query()}",
        submit=_("Save the queue"),
        back=_queue_url(wanted),
    )


@require_http_methods(GET_OR_POST)
@at_desk
def saved_queue(request: DeskRequest, queue_id: int) -> HttpResponse:
    """Rename a queue; the page has the button that deletes it too."""
    queue = own_queue(request, queue_id)
    form = QueueNameForm(sent(request), initial={"name": queue.name})

    def rename(given: dict[str, Any]) -> None:
        rename_queue(queue, name=given["name"])

    lead = ""
    if queue.team:
        lead = _("It is shared with the team %(team)s.") % {"team": queue.team.name}
    return _answer(
        request,
        form,
        rename,
        title=_("Rename or delete this queue"),
        lead=lead,
        url=reverse("desk:saved-queue", args=[queue.pk]),
        submit=_("Keep the name"),
        back=_queue_url(QueueFilter.from_saved(queue.filters)),
        removal_url=reverse("desk:saved-queue-removal", args=[queue.pk]),
    )


@require_POST
@at_desk
def saved_queue_removal(request: DeskRequest, queue_id: int) -> HttpResponse:
    queue = own_queue(request, queue_id)
    drop_queue(queue)
    messages.success(request, _("The queue “%(name)s” is gone.") % {"name": queue.name})
    return HttpResponseRedirect(reverse("desk:queue"))


def own_queue(request: DeskRequest, queue_id: int) -> SavedQueue:
    """Return a queue this person may change: their own, or one shared in a team they lead."""
    access.require_right(request.user, Right.SEE_TICKETS)
    queue = SavedQueue.objects.select_related("team").filter(pk=queue_id).first()
    if queue is None or not may_change(request, queue):
        raise Http404
    return queue


def may_change(request: DeskRequest, queue: SavedQueue) -> bool:
    if queue.owner_id == request.user.pk:
        return True
    is_lead = access.has_right(request.user, Right.LEAD_TICKETS)
    return is_lead and queue.team_id is not None and _is_member(request, queue.team_id)


def _is_member(request: DeskRequest, team_id: int) -> bool:
    return bool(request.user.membership_set.filter(team=team_id).exists())


def _filter_of(request: DeskRequest) -> QueueFilter:
    try:
        wanted = QueueFilter.from_query(request.GET)
    except BadValue as bad:
        raise Http404 from bad
    if not wanted.values:
        raise Http404
    return wanted


def _queue_url(wanted: QueueFilter) -> str:
    return f"{reverse('desk:queue')}?{wanted.query()}"


def _answer(
    request: DeskRequest, form: Any, do: Any, *, back: str, removal_url: str = "", **page: str
) -> HttpResponse:
    status = attempt(form, do) if request.method == "POST" else 200
    if status is None:
        return HttpResponseRedirect(back)
    act = page | {"form": form, "back_url": back}
    context = {"act": act, "removal_url": removal_url}
    return render(request, "tickets/saved_queue.html", context, status=status)
