"""Start, work off and cancel simulations. Parts are rows: any number of workers take one each.

A worker that dies leaves its part undone, and another takes it; nothing of a ticket is written.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from analytics.simulation.models import SimulationFlip, SimulationPart, SimulationRun
from tickets import configuration
from tickets.bulk import insert_rows
from tickets.errors import Conflict
from tickets.models import CalendarVersion, SlaPolicyVersion, Ticket, User
from tickets.sla.history import past_of
from tickets.sla.simulate import (
    Outcome,
    Proposal,
    Simulator,
    propose_calendar,
    propose_policy,
)
from tickets.sla.tally import Tally

log = logging.getLogger(__name__)

TICKETS_A_PART = 1000
ONE_AT_A_TIME = "one_simulation_at_a_time"
CUT = """
INSERT INTO analytics_simulationpart (run_id, first_id, last_id, tickets)
SELECT %(run)s, min(id), max(id), count(*) FROM (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part FROM tickets_ticket
    WHERE received_at >= %(begins_at)s AND received_at < %(ends_at)s
) tickets GROUP BY part ORDER BY part
"""


class OneAtATime(Conflict):
    """A person's earlier simulation is still at work."""


def start_simulation(
    *,
    proposed: SlaPolicyVersion | CalendarVersion,
    begins_at: datetime,
    ends_at: datetime,
    requested_by: User,
    at: datetime,
) -> SimulationRun:
    """Ask for a simulation over the tickets received in `[begins_at, ends_at)`.

    Workers take its parts from the next beat on. Raises OneAtATime while the person's last one is
    not finished.
    """
    run = SimulationRun(
        policy_version=proposed if isinstance(proposed, SlaPolicyVersion) else None,
        calendar_version=proposed if isinstance(proposed, CalendarVersion) else None,
        begins_at=begins_at,
        ends_at=ends_at,
        requested_by=requested_by,
        requested_at=at.replace(microsecond=0),
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            _cut(run)
    except IntegrityError as error:
        if ONE_AT_A_TIME not in str(error):
            raise
        raise OneAtATime(
            gettext("Your last simulation is still at work. Wait for it, or cancel it.")
        ) from error
    _finish_if_done(run.pk, run.requested_at)
    run.refresh_from_db()
    return run


def _cut(run: SimulationRun) -> None:
    values: dict[str, Any] = {
        "run": run.pk,
        "size": TICKETS_A_PART,
        "begins_at": run.begins_at,
        "ends_at": run.ends_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(CUT, values)
    run.tickets = sum(run.parts.values_list("tickets", flat=True))
    run.save(update_fields=["tickets"])


def cancel_simulation(*, run_id: int, at: datetime) -> bool:
    """Stop a simulation; parts being worked on are thrown away. Return whether it still ran."""
    running = SimulationRun.objects.filter(pk=run_id, finished_at__isnull=True)
    return running.update(finished_at=at, cancelled_at=at) == 1


# --- Working ---------------------------------------------------------------------------------


def work_one_part(*, at: datetime) -> bool:
    """Take one part that nobody has and judge it; return whether there was one."""
    part = None
    try:
        with transaction.atomic():
            part = _take()
            if part is None:
                return False
            _judge(part, at)
    except Exception as error:  # whatever a proposal makes impossible is told on its page
        if part is None:
            raise
        log.warning("a simulation failed", exc_info=True, extra={"run": part.run_id})
        SimulationRun.objects.filter(pk=part.run_id, finished_at__isnull=True).update(
            finished_at=at, fault=f"{type(error).__name__}: {error}"[:300]
        )
        return True
    _finish_if_done(part.run_id, at)
    return True


def _take() -> SimulationPart | None:
    todo = SimulationPart.objects.select_for_update(of=("self",), skip_locked=True)
    todo = todo.filter(done_at__isnull=True, run__finished_at__isnull=True)
    related = ("run__policy_version__policy", "run__calendar_version__calendar")
    return todo.select_related(*related).order_by("id").first()


def _judge(part: SimulationPart, at: datetime) -> None:
    """Write the part's sums and flips, unless the run has been cancelled meanwhile."""
    run = part.run
    tickets = Ticket.objects.filter(
        pk__range=(part.first_id, part.last_id),
        received_at__gte=run.begins_at,
        received_at__lt=run.ends_at,
    ).order_by("pk")
    tally, flips = Tally(ZoneInfo(settings.TIME_ZONE)), []
    for outcome in Simulator(_proposal(run), run.requested_at).outcomes(past_of(tickets)):
        tally.add(outcome)
        if outcome.newly_broken or outcome.newly_kept:
            flips.append(_flip(run, outcome))
    if SimulationRun.objects.filter(pk=run.pk, finished_at__isnull=True).exists():
        insert_rows(flips)
        part.sums, part.done_at = tally.sums(), at
        part.save(update_fields=["sums", "done_at"])


def _proposal(run: SimulationRun) -> Proposal:
    current = configuration.current()
    if run.policy_version is not None:
        return propose_policy(run.policy_version, current)
    assert run.calendar_version is not None, "A constraint says that there is one."
    return propose_calendar(run.calendar_version, current)


def _flip(run: SimulationRun, outcome: Outcome) -> SimulationFlip:
    clock, facts = outcome.clock, outcome.facts
    return SimulationFlip(
        run_id=run.pk,
        ticket_id=clock.ticket_id,
        breaks=outcome.newly_broken,
        metric=clock.metric,
        cycle=clock.cycle,
        tier=facts.tier_id,
        team=facts.team_id,
        category=facts.category_id,
        due_before=clock.due_at,
        due_after=outcome.after.due_at,
        stopped_at=clock.stopped_at or clock.cancelled_at,
    )


def _finish_if_done(run_id: int, at: datetime) -> None:
    """Asked after the commit of each part: whoever commits last sees that none is left."""
    todo = SimulationPart.objects.filter(run=OuterRef("pk"), done_at__isnull=True)
    open_runs = SimulationRun.objects.filter(pk=run_id, finished_at__isnull=True)
    open_runs.exclude(Exists(todo)).update(finished_at=at)
