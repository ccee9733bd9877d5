"""Choose what a queue shows; what is chosen becomes its address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tickets import access
from tickets.forms.filtering import FilterForm
from tickets.models import Right
from tickets.queries.filters import QueueFilter
from tickets.views.gate import DeskRequest, at_desk, reader_of


@require_GET
@at_desk
def filter_form(request: DeskRequest) -> HttpResponse:
    """Show the form filled with the address; sent with `apply`, go to the queue it describes."""
    access.require_right(request.user, Right.SEE_TICKETS)
    reader = reader_of(request)
    form = FilterForm(request.GET if "apply" in request.GET else None, reader=reader)
    if form.is_bound and form.is_valid():
        query = form.wanted().query()
        home = reverse("desk:queue")
        return HttpResponseRedirect(f"{home}?{query}" if query else home)
    if not form.is_bound:
        form.begin_with(QueueFilter.from_query(request.GET))
    status = 422 if form.is_bound else 200
    context = {"form": form, "back_url": reverse("desk:queue")}
    return render(request, "tickets/filter.html", context, status=status)
