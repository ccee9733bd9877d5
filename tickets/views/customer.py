"""A customer's page, and the decision that two records are one person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tickets import access
from tickets.actions.uniting import direction, keep_apart, merge_customers, unmerge_customer
from tickets.errors import Conflict
from tickets.models import Customer, Right
from tickets.queries.customer_page import customer_context
from tickets.queries.facets import BadValue
from tickets.views.acting import signed
from tickets.views.gate import DeskRequest, at_desk, reader_of


@require_GET
@at_desk
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Every contact and ticket of a person; a record that went into another leads to that one."""
    found = access.customer_for(request.user, customer_id)
    if found.merged_into_id is not None:
        return HttpResponseRedirect(_page_of(found.person_id))
    page = {key: request.GET.get(key, "") for key in ("after", "before")}
    try:
        context = customer_context(found, reader_of(request), **page)
    except BadValue:
        return HttpResponseRedirect(_page_of(found.pk))
    context["may_merge"] = access.has_right(request.user, Right.WORK_TICKETS)
    return render(request, "tickets/customer.html", context)


@require_POST
@at_desk
def customer_merge(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Merge with the person `other`. Which record stands for both is decided by what is proved."""
    one = access.customer_for(request.user, customer_id, Right.WORK_TICKETS)
    other = _other(request)
    if other is None:
        return _choose_first(request, one)
    source, into = direction(one, other)

    def unite() -> int:
        merge_customers(customer_id=source.pk, into_id=into.pk, **signed(request))
        return into.pk

    return _decide(
        request, one, unite, _("Merged: one person now. Below you can take it apart again.")
    )


@require_POST
@at_desk
def undo_customer_merge(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Take this record out of the person it was merged into."""
    found = access.customer_for(request.user, customer_id, Right.WORK_TICKETS)

    def part() -> int:
        parted = unmerge_customer(customer_id=found.pk, **signed(request))
        # Without a ticket of its own this record is out of sight now; the other one is not.
        is_seen = access.persons_seen(request.user, [parted.pk])
        return parted.pk if is_seen else found.person_id

    return _decide(
        request, found, part, _("Taken apart. Each record has its own tickets and contacts again.")
    )


@require_POST
@at_desk
def customer_apart(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Say that the person `other` is somebody else: they aren't suggested any more."""
    one = access.customer_for(request.user, customer_id, Right.WORK_TICKETS)
    other = _other(request)
    if other is None:
        return _choose_first(request, one)

    def tell_apart() -> int:
        keep_apart(customer_id=one.pk, other_id=other.pk, **signed(request))
        return one.person_id

    return _decide(
        request, one, tell_apart, _("Two people. They won't be suggested to each other any more.")
    )


def _decide(
    request: DeskRequest, one: Customer, decide: Callable[[], int], done: str
) -> HttpResponse:
    """Carry it out and show the person whose key `decide` returns, or say why it was refused."""
    try:
        shown = decide()
    except Conflict as refusal:
        one.refresh_from_db()
        messages.error(request, str(refusal))
        return HttpResponseRedirect(_page_of(one.person_id))
    messages.success(request, done)
    return HttpResponseRedirect(_page_of(shown))


def _other(request: DeskRequest) -> Customer | None:
    """Return the other record that a button of the page names; None without one."""
    wanted = request.POST.get("other", "")
    if not wanted.isdecimal():
        return None
    return access.customer_for(request.user, int(wanted), Right.WORK_TICKETS)


def _choose_first(request: DeskRequest, one: Customer) -> HttpResponse:
    messages.error(request, _("Choose the other record on this page."))
    return HttpResponseRedirect(_page_of(one.person_id))


def _page_of(customer_id: int) -> str:
    return reverse("desk:customer", args=[customer_id])
