"""Say once when a sweep falls behind its bound, and once more when it has caught up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from tickets.bulk import insert_rows
from tickets.models import Delivery, LagIncident, Right, User

SUBSCRIBER = "staff.lag"
# Any number that nothing else locks: two workers that look at once take turns.
LOCK = 5_120_771


@transaction.atomic
def watch_lags(*, lags: Mapping[str, int], bound_seconds: int, at: datetime) -> list[LagIncident]:
    """Open an incident for each sweep that is later than the bound, end those that are over.

    Queues a notice to every administrator for each that began or ended; returns these. An incident
    is over when the sweep is back under half the bound, so that one at the bound doesn't flicker.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    running = {row.sweep: row for row in LagIncident.objects.filter(ended_at=None)}
    changed = [
        incident
        for sweep, seconds in lags.items()
        if (incident := _look(sweep, seconds, running.get(sweep), bound_seconds, at)) is not None
    ]
    insert_rows([notice for incident in changed for notice in _notices(incident, at)])
    return changed


def _look(
    sweep: str, seconds: int, incident: LagIncident | None, bound: int, at: datetime
) -> LagIncident | None:
    """Return the incident that this look begins or ends."""
    if incident is None:
        if seconds <= bound:
            return None
        return LagIncident.objects.create(sweep=sweep, began_at=at, worst_seconds=seconds)
    if seconds <= bound // 2:
        incident.ended_at = at
        incident.save(update_fields=["ended_at"])
        return incident
    if seconds > incident.worst_seconds:
        incident.worst_seconds = seconds
        incident.save(update_fields=["worst_seconds"])
    return None


def _notices(incident: LagIncident, at: datetime) -> Iterable[Delivery]:
    stage = "over" if incident.ended_at else "began"
    for person in administrators():
        yield Delivery(
            key=f"{SUBSCRIBER}:{incident.pk}:{stage}:user:{person}",
            subscriber=SUBSCRIBER,
            lane=Delivery.Lane.URGENT,
            recipient=f"user:{person}",
            payload={"incident": incident.pk, "is_over": incident.ended_at is not None},
            due_at=at,
            created_at=at,
        )


def administrators() -> list[int]:
    """Return the keys of the people who configure the desk."""
    rows = User.objects.filter(is_active=True, roles__rights__right=Right.CONFIGURE)
    return list(rows.order_by("pk").distinct().values_list("pk", flat=True))
