"""Slips from the stores, and the printed code that opens a store's form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from channels import health
from channels.channel_book import UnknownChannel
from channels.models import Submission
from channels.store import posters
from channels.store.forms import SheetForm
from channels.store.sheet import MORE, MOST, ROWS, Row, Sheet, blank_row
from tickets import access, configuration
from tickets.models import Right, Store
from tickets.uploads import ACCEPT
from tickets.views.gate import DeskRequest, at_desk

ENTERED = "slips_entered"
STORE = "slips_store"


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def slips(request: DeskRequest) -> HttpResponse:
    """Enter many slips at once; each good row is a ticket, a bad one stays on the page."""
    access.require_right(request.user, Right.ENTER_SLIPS)
    now = timezone.now()
    if request.method != "POST":
        return _fresh(request, now)
    with configuration.held(configuration.current()):
        return _take(request, Sheet(request, request.user, now))


def _fresh(request: DeskRequest, now: datetime) -> HttpResponse:
    initial = {
        "store": request.session.get(STORE),
        "collected_on": timezone.localdate(now),
        "language": request.user.language or "zh-hans",
    }
    entered = _submissions(request.session.pop(ENTERED, []))
    return _show(request, SheetForm(initial=initial), _with_blanks([], ROWS, now), entered)


def _take(request: DeskRequest, sheet: Sheet) -> HttpResponse:
    if "more" in sheet.data:
        rows = _with_blanks(sheet.rows, MORE, sheet.at)
        return _show(request, sheet.head, rows, [], shows_refusals=False)
    if not sheet.head.is_valid():
        return _show(request, sheet.head, _with_blanks(sheet.rows, 1, sheet.at), [], status=422)
    try:
        entered, bad = sheet.enter()
    except UnknownChannel as refusal:
        sheet.head.add_error("channel", str(refusal))
        return _show(request, sheet.head, _with_blanks(sheet.rows, 1, sheet.at), [], status=422)
    request.session[STORE] = sheet.head.cleaned_data["store"]
    if entered:
        health.succeeded(sheet.head.cleaned_data["channel"], at=sheet.at)
    if bad:
        rows = _with_blanks(bad, 1, sheet.at)
        return _show(request, sheet.head, rows, entered, status=422)
    request.session[ENTERED] = [str(row.pk) for row in entered]
    if entered:
        words = ngettext("%(count)d slip entered.", "%(count)d slips entered.", len(entered))
        messages.success(request, words % {"count": len(entered)})
    return HttpResponseRedirect(reverse("channels:slips"))


def _with_blanks(rows: list[Row], count: int, at: datetime) -> list[Row]:
    """Return the rows and blank ones after them, under numbers that none of them has."""
    first = max((row.number for row in rows), default=0) + 1
    room = max(0, MOST - len(rows))
    return [*rows, *(blank_row(first + n, at=at) for n in range(min(count, room)))]


def _submissions(keys: list[str]) -> list[Submission]:
    return list(Submission.objects.filter(pk__in=keys).select_related("ticket"))


def _show(
    request: DeskRequest,
    head: SheetForm,
    rows: list[Row],
    entered: list[Submission],
    *,
    status: int = 200,
    shows_refusals: bool = True,
) -> HttpResponse:
    context = {
        "head": head,
        "rows": rows,
        "shows_refusals": shows_refusals and status != 200,
        "refused": sum(bool(row.form.errors) for row in rows) if status != 200 else 0,
        "entered": [_told(row) for row in sorted(entered, key=lambda row: row.recorded_at)],
        "has_stores": Store.objects.filter(is_active=True).exists(),
        "can_grow": len(rows) < MOST,
        "accept": ACCEPT,
    }
    return render(request, "channels/store/slips.html", context, status=status)


def _told(submission: Submission) -> dict[str, Any]:
    """What store staff write onto the slip: its number, and which one it was."""
    words = submission.raw.get("text") or submission.raw.get("name") or ""
    return {
        "number": submission.ticket.number if submission.ticket else "",
        "words": words[:60],
    }


# --- Printed codes ---------------------------------------------------------------------------


def _require_store_right(request: DeskRequest) -> None:
    if not access.has_right(request.user, Right.CONFIGURE):
        access.require_right(request.user, Right.ENTER_SLIPS)


@require_GET
@at_desk
def stores(request: DeskRequest) -> HttpResponse:
    _require_store_right(request)
    open_stores = Store.objects.filter(is_active=True)
    may_configure = access.has_right(request.user, Right.CONFIGURE)
    context = {
        "stores": [posters.listed(store) for store in open_stores],
        "admin_url": reverse("admin:tickets_store_changelist") if may_configure else "",
    }
    return render(request, "channels/store/stores.html", context)


@require_GET
@at_desk
def store_poster(request: DeskRequest, store_code: str) -> HttpResponse:
    """A page to print: the code, and in both languages what it is for."""
    _require_store_right(request)
    store = get_object_or_404(Store, code=store_code)
    return render(request, "channels/store/poster.html", posters.poster_context(store))


@require_GET
@at_desk
def store_code(request: DeskRequest, store_code: str) -> HttpResponse:
    """The code alone, as a picture for a poster of the store's own."""
    _require_store_right(request)
    store = get_object_or_404(Store, code=store_code)
    return HttpResponse(posters.code_of(store), content_type="image/svg+xml")
