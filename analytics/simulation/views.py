"""Try a proposal on the past: ask, watch, read, look at the tickets that flip."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.simulation.forms import SimulationForm, name_of
from analytics.simulation.models import SimulationFlip, SimulationRun
from analytics.simulation.page import BREAKS, KEEPS, Shown, flip_rows, place_name, run_line
from analytics.simulation.running import OneAtATime, cancel_simulation, start_simulation
from analytics.slices import site_zone
from tickets import configuration
from tickets.access import require_right, tickets_for
from tickets.models import Metric, Right
from tickets.views.gate import DeskRequest, at_desk

UNPROCESSABLE = 422
MOST_RUNS = 20
PAGE_SIZE = 50
RELATED = ("policy_version__policy", "calendar_version__calendar", "requested_by")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
@never_cache
def simulations(request: DeskRequest) -> HttpResponse:
    """Ask for a simulation, and find earlier ones. `proposed` fills in what an address names."""
    require_right(request.user, Right.SEE_BOARD)
    today = timezone.localtime(timezone=site_zone()).date()
    proposed = request.GET.get("proposed", "")
    form = SimulationForm(request.POST or None, today=today, proposed=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(reverse("simulation", args=[_start(request, form).pk]))
        except OneAtATime as refusal:
            form.add_error(None, str(refusal))
    runs = SimulationRun.objects.select_related(*RELATED)[:MOST_RUNS]
    context = {"form": form, "runs": [run_line(run) for run in runs], "now": timezone.now()}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "analytics/simulations.html", context, status=status)


def _start(request: DeskRequest, form: SimulationForm) -> SimulationRun:
    return start_simulation(
        proposed=form.version,
        begins_at=_midnight(form.cleaned_data["first"]),
        ends_at=_midnight(form.cleaned_data["last"] + timedelta(days=1)),
        requested_by=request.user,
        at=timezone.now(),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=site_zone())


@require_safe
@at_desk
@never_cache
def simulation(request: DeskRequest, run_id: int) -> HttpResponse:
    """Show how far it is, and what it says; polled while it runs."""
    run = _run(request, run_id)
    context = Shown.of(run, configuration.current()).context() | {
        "back_url": reverse("simulations"),
        "poll_url": request.path if run.is_running else "",
        "cancel_url": reverse("simulation-cancellation", args=[run.pk]),
        "now": timezone.now(),
    }
    return render(request, "analytics/simulation.html", context)


def _run(request: DeskRequest, run_id: int) -> SimulationRun:
    require_right(request.user, Right.SEE_BOARD)
    return get_object_or_404(SimulationRun.objects.select_related(*RELATED), pk=run_id)


@require_POST
@at_desk
def cancellation(request: DeskRequest, run_id: int) -> HttpResponse:
    """Stop a simulation that runs; one that has ended stays as it is."""
    run = _run(request, run_id)
    cancel_simulation(run_id=run.pk, at=timezone.now())
    return HttpResponseRedirect(reverse("simulation", args=[run.pk]))


@require_safe
@at_desk
@never_cache
def flips(request: DeskRequest, run_id: int) -> HttpResponse:
    """List the clocks that flip, of tickets this person may see. 404 for what means nothing."""
    run = _run(request, run_id)
    to = request.GET.get("to", BREAKS)
    if to not in (BREAKS, KEEPS):
        raise Http404
    rows = SimulationFlip.objects.filter(run=run, breaks=to == BREAKS)
    narrowed, said = _narrowed(request, rows)
    page, after = _page(narrowed.filter(ticket__in=tickets_for(request.user)), request)
    query = request.GET.copy()
    query["after"] = str(after)
    now = timezone.now()
    context: dict[str, Any] = {
        "title": _("Newly broken") if to == BREAKS else _("No longer broken"),
        "name": name_of(run.proposed),
        "said": said,
        "rows": flip_rows(page, now=now),
        "back_url": reverse("simulation", args=[run.pk]),
        "next_url": f"?{query.urlencode()}" if after else "",
        "now": now,
    }
    return render(request, "analytics/simulation_flips.html", context)


def _narrowed(
    request: DeskRequest, rows: QuerySet[SimulationFlip]
) -> tuple[QuerySet[SimulationFlip], list[str]]:
    settings, said = configuration.current(), []
    for name in ("tier", "team", "category"):
        value = request.GET.get(name, "")
        if not value:
            continue
        if value != "none" and not value.isdecimal():
            raise Http404
        rows = rows.filter(**{name: None if value == "none" else int(value)})
        said.append(place_name(settings, name, value))
    metric = request.GET.get("metric", "")
    if metric:
        if metric not in Metric.values:
            raise Http404
        rows = rows.filter(metric=metric)
        said.append(place_name(settings, "metric", metric))
    return rows, said


def _page(
    rows: QuerySet[SimulationFlip], request: DeskRequest
) -> tuple[list[SimulationFlip], int | None]:
    """Return a page by key, and the key of the next one if there is one."""
    after = request.GET.get("after", "0")
    if not after.isdecimal():
        raise Http404
    found = rows.filter(pk__gt=int(after)).select_related("ticket").order_by("pk")
    page = list(found[: PAGE_SIZE + 1])
    return page[:PAGE_SIZE], page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None
