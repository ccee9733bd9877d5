"""The ticket page and what is fetched for it in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_POST

from tickets import access, presence
from tickets.addressing import address
from tickets.kept_ahead import read_ahead
from tickets.kept_sql import Question
from tickets.models import Metric, Right, Ticket, User
from tickets.numbers import parse_number
from tickets.queries.clock_panel import explained
from tickets.queries.composer import NOTE, REPLY, composer
from tickets.queries.composer import questions_of as composer_questions
from tickets.queries.exemptions import broken_promises
from tickets.queries.facets import Reader
from tickets.queries.moves import moves_of
from tickets.queries.neighbours import WITHIN, beside
from tickets.queries.news import changes_since
from tickets.queries.preview import preview_context
from tickets.queries.ticket_page import (
    MOST_EVENTS,
    history_lines,
    questions_of,
    read_clocks,
    ticket_context,
)
from tickets.queries.wording import Storyteller
from tickets.sla.promises import promise_for
from tickets.views.gate import DeskRequest, at_desk, reader_of

MOST_CLOCKS = 100


@require_GET
@at_desk
def ticket(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = access.ticket_for(request.user, ticket_id)
    if found.merged_into_id is not None:
        return HttpResponseRedirect(address("desk:ticket", found.merged_into_id))
    write = request.GET.get("write")
    kind = NOTE if write == NOTE else REPLY
    return ticket_page(request, found, kind=kind, has_focus=write in (REPLY, NOTE))


def ticket_page(
    request: DeskRequest,
    found: Ticket,
    *,
    kind: str = REPLY,
    form: forms.Form | None = None,
    body: str = "",
    then: str = "",
    has_focus: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render the page; a refused composer form comes back in it with its text."""
    reader = reader_of(request)
    context: dict[str, Any] = {"composer": None}
    with read_ahead(_questions(found, reader, kind)):
        if access.has_right(request.user, Right.WORK_TICKETS):
            context = _work(found, request.user) | {
                "composer": composer(
                    found,
                    request.user,
                    kind=kind,
                    form=form,
                    body=body,
                    then=then,
                    has_focus=has_focus,
                    is_due_by_law=promise_for(found, Metric.STATUTORY, reader.settings) is not None,
                )
            }
        context |= _place(request, found, reader)
        context |= ticket_context(found, reader, all_rounds=request.GET.get("rounds") == "all")
    return render(request, "tickets/ticket.html", context, status=status)


def _questions(found: Ticket, reader: Reader, kind: str) -> Iterator[Question]:
    if access.has_right(reader.user, Right.WORK_TICKETS):
        yield from composer_questions(found, reader.user, kind)
    yield from questions_of(found, reader)


def _place(request: DeskRequest, found: Ticket, reader: Reader) -> dict[str, Any]:
    """Where the reader is: beside which tickets, and with whom."""
    there = beside(found, reader, request.GET.get(WITHIN, ""))
    return {
        "back": {"url": there.queue_url, "name": _("the queue")},
        "beside": there,
        "here": presence.seen(found.pk, request.user),
        "here_url": address("desk:here", found.pk),
        "news_url": f"{address('desk:ticket-news', found.pk)}?seen={found.version}",
    }


def _work(found: Ticket, user: User) -> dict[str, Any]:
    """What whoever may work on tickets can do with this one."""
    actions, more = moves_of(found, user)
    return {
        "take_url": _take_url(found, user),
        "actions": actions,
        "more": more,
        "triage": _triage_links(found),
        "task_url": address("desk:tasks", found.pk),
        "classify_url": _classify_url(found),
    }


def _take_url(found: Ticket, user: User) -> str:
    is_free = found.is_live and found.owner_id is None and found.complained_about_id != user.pk
    return address("desk:taking", found.pk) if is_free else ""


def _classify_url(found: Ticket) -> str:
    return address("desk:triage", found.pk) if found.is_live else ""


def _triage_links(found: Ticket) -> dict[str, str] | None:
    """Where triage is confirmed as it stands, while nobody has."""
    if not found.is_live or found.triage_confirmed_at is not None:
        return None
    return {"confirm_url": address("desk:triage-confirmation", found.pk)}


@require_GET
@at_desk
def ticket_by_number(request: DeskRequest, number: str) -> HttpResponse:
    canonical = parse_number(number) or number.replace("\0", "")
    found = access.tickets_for(request.user).filter(number=canonical).only("pk").first()
    if found is None:
        raise Http404
    return HttpResponseRedirect(address("desk:ticket", found.pk))


@require_GET
@at_desk
def preview(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = access.ticket_for(request.user, ticket_id)
    within = request.GET.get(WITHIN, "")
    return render(
        request,
        "tickets/preview.html",
        {"preview": preview_context(found, reader_of(request), within)},
    )


@require_GET
@at_desk
def history(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Everything that happened, newest first; older pages by `before`, an event's number."""
    found = access.ticket_for(request.user, ticket_id)
    reader = reader_of(request)
    before = request.GET.get("before", "")
    events = found.events.order_by("-seq")
    if before:
        if not before.isdecimal():
            raise Http404
        events = events.filter(seq__lt=int(before))
    shown = list(events[:MOST_EVENTS])
    teller = Storyteller.for_events(found, shown, reader.settings, reader.now)
    more = len(shown) == MOST_EVENTS and shown[-1].seq > 1
    context: dict[str, Any] = {
        "ticket": found,
        "back_url": address("desk:ticket", found.pk),
        "lines": list(history_lines(shown, teller)),
        "next_url": f"?before={shown[-1].seq}" if more else "",
        "now": reader.now,
    }
    return render(request, "tickets/history.html", context)


@require_GET
@at_desk
def clocks(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Every clock of the ticket with its arithmetic, ended ones too."""
    found = access.ticket_for(request.user, ticket_id)
    reader = reader_of(request)
    rows, pauses = read_clocks(found)
    context = {
        "ticket": found,
        "back_url": address("desk:ticket", found.pk),
        "clocks": explained(
            rows[-MOST_CLOCKS:],
            found,
            pauses,
            now=reader.now,
            settings=reader.settings,
            also_ended=True,
        ),
        "broken": broken_promises(found, reader),
    }
    return render(request, "tickets/clocks.html", context)


# --- Pieces that are polled ------------------------------------------------------------------


@require_POST
@at_desk
def here(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Say that this person is on the page, and who else is."""
    found = access.ticket_for(request.user, ticket_id)
    context = {
        "here": presence.seen(found.pk, request.user),
        "here_url": address("desk:here", found.pk),
    }
    return render(request, "tickets/_here.html", context)


def _ticket_etag(request: DeskRequest, ticket_id: int) -> str:
    found = access.ticket_for(request.user, ticket_id)
    request.shown = found
    return f'"{found.pk}-{found.version}"'


@require_GET
@at_desk
@cache_control(private=True, no_cache=True)
@condition(etag_func=_ticket_etag)
def ticket_news(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Say what others did since the page was made. Polled; answers 304 while nothing happened."""
    found: Ticket = request.shown
    seen = request.GET.get("seen", "")
    lines = changes_since(found, int(seen), request.user.pk) if seen.isdecimal() else []
    context = {"lines": lines, "url": address("desk:ticket", found.pk)}
    return render(request, "tickets/_news.html", context)
