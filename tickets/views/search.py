"""Search: a number, an address or a phone number leads straight there; words are looked for."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tickets import access
from tickets.models import Right
from tickets.queries.lines import rows_of
from tickets.queries.queue import groups_of
from tickets.search import MOST_HITS, look_up, ticket_numbered
from tickets.views.gate import DeskRequest, at_desk, reader_of


@require_GET
@at_desk
def search(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.SEE_TICKETS)
    words = request.GET.get("q", "").strip()
    visible = access.tickets_for(request.user)
    exact = ticket_numbered(visible, words)
    if exact is not None:
        return HttpResponseRedirect(reverse("desk:ticket", args=[exact]))
    reader = reader_of(request)
    found = list(rows_of(look_up(visible, words))[:MOST_HITS]) if words else []
    count = len(found)
    context = {
        "search": words,
        "lead": ngettext("%(count)d ticket", "%(count)d tickets", count) % {"count": count},
        "groups": groups_of(found, order="", reader=reader),
        "now": reader.now,
    }
    return render(request, "tickets/search.html", context)
