"""How far a simulation is, and what it says so far: reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from analytics.simulation.models import SimulationRun
from tickets.sla.tally import add_sums, empty_sums


def tickets_done(run: SimulationRun) -> int:
    done = run.parts.filter(done_at__isnull=False).aggregate(n=Sum("tickets"))["n"]
    return done or 0


def result_of(run: SimulationRun) -> dict[str, Any]:
    """Return the sums over the parts that are done: see `tickets.sla.tally`."""
    total = empty_sums()
    for sums in run.parts.filter(done_at__isnull=False).values_list("sums", flat=True):
        assert sums is not None, "Only parts with sums were asked for."
        add_sums(total, sums)
    return total
