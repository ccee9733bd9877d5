"""The queue: what breaks first on top, narrowed by its address."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET

from tickets import access
from tickets.addressing import address
from tickets.models import Right, SavedQueue
from tickets.queries import kept_queue
from tickets.queries.counting import CAP, capped
from tickets.queries.facets import BadValue, Reader
from tickets.queries.filters import DUE, NEWEST, OLDEST, QueueFilter
from tickets.queries.kept_queue import count_of
from tickets.queries.lines import Line
from tickets.queries.navigation import count_beside, queue_name, saved_queue_of
from tickets.queries.neighbours import beside_on_page
from tickets.queries.paging import Page
from tickets.queries.preview import preview_context
from tickets.queries.queue import Clocks, changed_since, fingerprint, groups_of
from tickets.views.bulk import bulk_actions
from tickets.views.gate import DeskRequest, at_desk, reader_of
from tickets.views.queues import may_change


@require_GET
@at_desk
def queue(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.SEE_TICKETS)
    reader = reader_of(request)
    wanted = filter_of(request)
    page = page_of(request, wanted, reader)
    is_all = not (page.after or page.before)
    total = len(page.rows) if is_all else _total(request, wanted, reader)
    selected = _selected(request, page.rows)
    clocks = Clocks.of(page.rows)
    saved = None if queue_name(wanted) else saved_queue_of(wanted, reader)
    context = {
        "queue": _heading(wanted, total, reader, saved),
        "groups": groups_of(
            page.rows,
            order=wanted.sorted_by,
            reader=reader,
            clocks=clocks,
            current=selected.number if selected else "",
            is_cut=(bool(page.before), bool(page.after)),
            within=wanted.query(),
        ),
        "chips": wanted.chips(reader, address("desk:queue")),
        "filter_url": _url("desk:filter", wanted.query()),
        **_keeping(request, wanted, saved),
        "order_url": "",
        "choices": [_orders(wanted)],
        "new_url": address("desk:new-ticket") if _may_work(request) else "",
        "bulk_url": address("desk:bulk") if _may_work(request) else "",
        "bulk_actions": bulk_actions(),
        "within": wanted.query(),
        "news_url": _news_url(request, wanted, page),
        "preview": _preview(wanted, page, selected, reader, clocks) if selected else None,
        "previous_url": _page_url(wanted, before=page.before),
        "next_url": _page_url(wanted, after=page.after),
        "now": reader.now,
    }
    return render(request, "tickets/queue.html", context)


def filter_of(request: DeskRequest) -> QueueFilter:
    """Return the filter of the address. 404 for an order that doesn't exist."""
    try:
        return QueueFilter.from_query(request.GET)
    except BadValue as bad:
        raise Http404(f"{bad} means nothing here") from bad


def page_of(request: DeskRequest, wanted: QueueFilter, reader: Reader) -> Page:
    """Return the page of the address. 404 for values of the filter or keys that mean nothing."""
    keys = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        return kept_queue.page_of(wanted, reader, **keys)
    except BadValue as bad:
        raise Http404(f"{bad} means nothing here") from bad


def _preview(
    wanted: QueueFilter, page: Page, row: Line, reader: Reader, clocks: Clocks
) -> dict[str, Any]:
    there = beside_on_page(wanted, page, row)
    return preview_context(row, reader, wanted.query(), there, clocks)


def _selected(request: DeskRequest, rows: list[Line]) -> Line | None:
    """The row that `at` names, else the first: what breaks first is looked at first."""
    number = request.GET.get("at", "")
    named = (row for row in rows if row.number == number)
    return next(named, rows[0] if rows else None)


def _keeping(request: DeskRequest, wanted: QueueFilter, saved: SavedQueue | None) -> dict[str, str]:
    """Where this selection is saved as a queue, or the queue it is is changed."""
    if saved is not None:
        url = address("desk:saved-queue", saved.pk) if may_change(request, saved) else ""
        return {"change_url": url}
    is_new = bool(wanted.values) and queue_name(wanted) is None
    return {"save_url": _url("desk:save-queue", wanted.query()) if is_new else ""}


def _total(request: DeskRequest, wanted: QueueFilter, reader: Reader) -> int:
    beside = count_beside(request, wanted)
    return count_of(wanted, reader) if beside is None else beside


def _heading(
    wanted: QueueFilter, total: int, reader: Reader, saved: SavedQueue | None
) -> dict[str, str]:
    name = queue_name(wanted) or (saved.name if saved else "")
    count = {"count": capped(total)}
    if wanted.sorted_by == DUE:
        lead = _("%(count)s open, what breaks first on top") % count
    else:
        lead = ngettext("%(count)s ticket", "%(count)s tickets", min(total, CAP)) % count
    return {
        "name": str(name) if name else _one_name(wanted, reader),
        "lead": lead,
        **(_way_out() if wanted.values else _ways_in()),
    }


def _ways_in() -> dict[str, str]:
    """What the queue of everything says while there is nothing, as on a desk of today."""
    return {
        "empty": _("What customers send by the form or by mail, or say by phone, comes in here.")
    }


def _way_out() -> dict[str, str]:
    """What a filter that leaves nothing says, and where there are tickets again."""
    return {
        "empty": _("Nothing matches these filters."),
        "empty_url": address("desk:queue"),
        "empty_action": _("Take all filters off"),
    }


def _one_name(wanted: QueueFilter, reader: Reader) -> str:
    """A queue of one team or one category has its name; anything more is a selection."""
    chips = wanted.chips(reader, "")
    return chips[0]["value"] if len(chips) == 1 else _("Selected tickets")


def _orders(wanted: QueueFilter) -> dict[str, Any]:
    names = {DUE: _("what breaks first"), NEWEST: _("newest first"), OLDEST: _("oldest first")}
    return {
        "name": _("Order"),
        "value": names[wanted.sorted_by],
        "options": [
            {
                "url": _url("desk:queue", QueueFilter(wanted.values, code).query()),
                "name": name,
                "is_current": code == wanted.sorted_by,
            }
            for code, name in names.items()
        ],
    }


def _page_url(wanted: QueueFilter, **key: str) -> str:
    return _url("desk:queue", wanted.query(**key)) if any(key.values()) else ""


def _url(name: str, query: str) -> str:
    return f"{address(name)}?{query}" if query else address(name)


def _may_work(request: DeskRequest) -> bool:
    return access.has_right(request.user, Right.WORK_TICKETS)


# --- What changed since the page was made ----------------------------------------------------


def _news_url(request: DeskRequest, wanted: QueueFilter, page: Page) -> str:
    seen = fingerprint((row.pk, row.version) for row in page.rows)
    keys = {name: request.GET.get(name, "") for name in ("after", "before")}
    return _url("desk:queue-news", wanted.query(seen=seen, **keys))


def _rows_now(request: DeskRequest) -> list[tuple[int, int]]:
    """The (id, version) pairs the page would show now; read once a request."""
    rows = getattr(request, "shown", None)
    if rows is None:
        reader = reader_of(request)
        page = page_of(request, filter_of(request), reader)
        rows = request.shown = [(row.pk, row.version) for row in page.rows]
    return rows


def _news_etag(request: DeskRequest) -> str:
    shown = fingerprint(_rows_now(request)).encode()
    return f'"{hashlib.sha256(shown).hexdigest()[:32]}"'


@require_GET
@at_desk
@cache_control(private=True, no_cache=True)
@condition(etag_func=_news_etag)
def queue_news(request: DeskRequest) -> HttpResponse:
    """Say how many rows changed since the page was made. Polled; answers 304 while none did."""
    access.require_right(request.user, Right.SEE_TICKETS)
    wanted = filter_of(request)
    keys = {name: request.GET.get(name, "") for name in ("after", "before")}
    context = {
        "changed": changed_since(request.GET.get("seen", ""), _rows_now(request)),
        "url": _url("desk:queue", wanted.query(**keys)),
    }
    return render(request, "tickets/queue_news.html", context)
