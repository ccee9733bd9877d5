"""One thing done to several picked tickets; each for itself, so that no refusal holds up others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from tickets import access
from tickets.actions.assigning import assign
from tickets.actions.assigning import take as take_ticket
from tickets.actions.cancelling import cancel
from tickets.actions.classifying import reclassify
from tickets.actions.tagging import add_tags
from tickets.actors import Actor
from tickets.display import listed
from tickets.errors import DeskError
from tickets.forms.bulk import BulkAssignForm, BulkCancelForm, BulkClassifyForm, BulkForm
from tickets.forms.tagging import BulkTagsForm
from tickets.models import Right, Ticket
from tickets.queries.facets import BadValue, Reader
from tickets.queries.filters import QueueFilter
from tickets.views.gate import DeskRequest, at_desk, reader_of

MOST = 100
Given = dict[str, Any]


@dataclass(frozen=True)
class Bulk:
    """`form` asks what is needed first; None does it at once. `do` changes one ticket."""

    name: Any
    icon: str
    title: Any
    done: Any
    do: Callable[[int, Reader, Given], object]
    form: type[BulkForm] | None = None
    is_harm: bool = False
    right: str = Right.WORK_TICKETS


def _take(ticket_id: int, reader: Reader, given: Given) -> None:
    take_ticket(ticket_id=ticket_id, actor=Actor.for_user(reader.user), at=reader.now)


def _assign(ticket_id: int, reader: Reader, given: Given) -> None:
    if given["owner"] != reader.user.pk:
        access.require_right(reader.user, Right.ASSIGN_TICKETS)
    assign(
        ticket_id=ticket_id,
        actor=Actor.for_user(reader.user),
        at=reader.now,
        owner_id=given["owner"],
        team_id=given["team"],
    )


def _classify(ticket_id: int, reader: Reader, given: Given) -> None:
    facts = {name: given[name] for name in ("category_id", "tier_id") if given[name] is not None}
    reclassify(
        ticket_id=ticket_id,
        actor=Actor.for_user(reader.user),
        at=reader.now,
        reason=given["reason"],
        may_lower=access.has_right(reader.user, Right.LOWER_TIER),
        **facts,
    )


def _tag(ticket_id: int, reader: Reader, given: Given) -> None:
    add_tags(
        ticket_id=ticket_id,
        actor=Actor.for_user(reader.user),
        at=reader.now,
        names=given["more"],
    )


def _cancel(ticket_id: int, reader: Reader, given: Given) -> None:
    cancel(
        ticket_id=ticket_id,
        actor=Actor.for_user(reader.user),
        at=reader.now,
        reason=given["reason"],
    )


BULKS: dict[str, Bulk] = {
    "take": Bulk(
        gettext_lazy("Take"),
        "user",
        "",
        ngettext_lazy("One ticket is yours.", "%(count)d tickets are yours.", "count"),
        _take,
    ),
    "assign": Bulk(
        gettext_lazy("Assign…"),
        "users",
        gettext_lazy("Who takes these tickets?"),
        ngettext_lazy("One ticket was assigned.", "%(count)d tickets were assigned.", "count"),
        _assign,
        BulkAssignForm,
    ),
    "classify": Bulk(
        gettext_lazy("Category, tier…"),
        "sort",
        gettext_lazy("What are these tickets?"),
        ngettext_lazy("One ticket was changed.", "%(count)d tickets were changed.", "count"),
        _classify,
        BulkClassifyForm,
    ),
    "tag": Bulk(
        gettext_lazy("Tags…"),
        "tag",
        gettext_lazy("What tags do these tickets get?"),
        ngettext_lazy("One ticket was tagged.", "%(count)d tickets were tagged.", "count"),
        _tag,
        BulkTagsForm,
    ),
    "cancel": Bulk(
        gettext_lazy("Cancel…"),
        "s-cancel",
        gettext_lazy("Cancel these tickets?"),
        ngettext_lazy("One ticket was cancelled.", "%(count)d tickets were cancelled.", "count"),
        _cancel,
        BulkCancelForm,
        is_harm=True,
    ),
}


def bulk_actions() -> list[dict[str, Any]]:
    return [{"code": code, "name": each.name, "icon": each.icon} for code, each in BULKS.items()]


@require_POST
@at_desk
def bulk(request: DeskRequest) -> HttpResponse:
    """Do it to the picked tickets, or ask first what exactly; name what was refused and why."""
    access.require_right(request.user, Right.WORK_TICKETS)
    chosen = BULKS.get(request.POST.get("do", "take"))
    if chosen is None:
        raise BadRequest("What to do with the tickets is one of: " + ", ".join(BULKS))
    reader = reader_of(request)
    picked = _picked(request)
    if not picked:
        messages.info(request, _("No ticket is selected. Tick some first."))
        return HttpResponseRedirect(_back(request))
    if chosen.form is None:
        return _do(request, chosen, picked, reader, {})
    is_sent = "given" in request.POST
    form = chosen.form(request.POST if is_sent else None, reader=reader)
    if is_sent and form.is_valid():
        return _do(request, chosen, picked, reader, form.cleaned_data)
    return _ask(request, chosen, picked, form)


def _picked(request: DeskRequest) -> list[Ticket]:
    keys = {int(value) for value in request.POST.getlist("ticket") if value.isdecimal()}
    visible = access.tickets_for(request.user).filter(pk__in=sorted(keys)[:MOST])
    return list(visible.only("pk", "number").order_by("pk"))


def _do(
    request: DeskRequest, chosen: Bulk, picked: Sequence[Ticket], reader: Reader, given: Given
) -> HttpResponse:
    done, refused = 0, defaultdict(list)
    for ticket in picked:
        try:
            chosen.do(ticket.pk, reader, given)
            done += 1
        except DeskError as refusal:
            refused[str(refusal)].append(ticket.number)
    if done:
        messages.success(request, chosen.done % {"count": done})
    for why, numbers in refused.items():
        words = {"numbers": listed(numbers), "why": why}
        messages.error(request, _("%(numbers)s: %(why)s") % words)
    return HttpResponseRedirect(_back(request))


def _ask(
    request: DeskRequest, chosen: Bulk, picked: Sequence[Ticket], form: BulkForm
) -> HttpResponse:
    count = len(picked)
    context = {
        "act": {
            "title": chosen.title,
            "lead": listed(ticket.number for ticket in picked),
            "url": reverse("desk:bulk"),
            "submit": ngettext("Do it: one ticket", "Do it: %(count)d tickets", count)
            % {"count": count},
            "is_harm": chosen.is_harm,
            "back_url": _back(request),
            "form": form,
        },
        "picked": picked,
        "do": request.POST.get("do"),
        "within": request.POST.get("within", ""),
    }
    return render(request, "tickets/bulk.html", context, status=422 if form.is_bound else 200)


def _back(request: DeskRequest) -> str:
    """The queue the tickets were picked in; the default one when its address means nothing."""
    home = reverse("desk:queue")
    try:
        query = QueueFilter.from_query(QueryDict(request.POST.get("within", ""))).query()
    except BadValue:
        return home
    return f"{home}?{query}" if query else home
