"""The tags of the desk, those of one ticket, and what a tag is called."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tickets import access
from tickets.actions.tagging import rename_tag, set_tags
from tickets.forms.tagging import TagNameForm, TagsForm
from tickets.models import Right, Tag
from tickets.queries.tags import tag_lines
from tickets.views.acting import Act, answer, attempt, sent, signed
from tickets.views.gate import DeskRequest, at_desk, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@at_desk
def tags(request: DeskRequest) -> HttpResponse:
    """Every tag, how many tickets carry it, and the way to them."""
    access.require_right(request.user, Right.SEE_TICKETS)
    lines = tag_lines(request.user, may_rename=_may_rename(request))
    return render(request, "tickets/tags.html", {"tags": lines})


@require_http_methods(GET_OR_POST)
@at_desk
def tag(request: DeskRequest, tag_id: int) -> HttpResponse:
    """Rename a tag, or let it become one with another of the name that is typed."""
    if not _may_rename(request):
        access.require_right(request.user, Right.CONFIGURE)
    found = get_object_or_404(Tag, pk=tag_id)
    form = TagNameForm(sent(request), initial={"name": found.name})
    if request.method == "POST":
        status = attempt(form, lambda given: _rename(request, found, given["name"]))
        if status is None:
            return HttpResponseRedirect(reverse("desk:tags"))
        return _ask_name(request, found, form, status=status)
    return _ask_name(request, found, form)


def _rename(request: DeskRequest, found: Tag, name: str) -> None:
    kept = rename_tag(tag_id=found.pk, **signed(request), name=name)
    if kept.pk != found.pk:
        words = _("“%(tag)s” and “%(other)s” are one tag now.")
        messages.success(request, words % {"tag": found.name, "other": kept.name})


def _ask_name(
    request: DeskRequest, found: Tag, form: TagNameForm, *, status: int = 200
) -> HttpResponse:
    act: dict[str, Any] = {
        "title": _("What is “%(tag)s” to be called?") % {"tag": found.name},
        "submit": _("Rename it"),
        "url": reverse("desk:tag", args=[found.pk]),
        "back_url": reverse("desk:tags"),
        "form": form,
    }
    return render(request, "tickets/act.html", {"act": act}, status=status)


def _may_rename(request: DeskRequest) -> bool:
    return any(
        access.has_right(request.user, right) for right in (Right.LEAD_TICKETS, Right.CONFIGURE)
    )


@require_http_methods(GET_OR_POST)
@at_desk
def ticket_tags(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Choose what tags a ticket carries."""
    found = workable(request, ticket_id)

    def carry(given: dict[str, Any]) -> None:
        set_tags(
            ticket_id=found.pk,
            **signed(request),
            names=[*given.get("names", []), *given["more"]],
        )

    act = Act(
        title=_("Tags of %(number)s") % {"number": found.number},
        submit=_("Save the tags"),
    )
    return answer(request, found, act, TagsForm.of(found.pk, sent(request)), carry)
