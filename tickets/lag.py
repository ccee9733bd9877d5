"""How late is the work that waits: the age of the oldest overdue row of every sweep."""

from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from tickets.models import Delivery, SlaClock, Survey, Ticket


def lags(at: datetime | None = None) -> dict[str, int]:
    """Return {sweep: seconds}; 0 where nothing lies overdue. Four index look-ups."""
    now = at or timezone.now()
    oldest = {
        "clocks": SlaClock.objects.filter(next_fire_at__isnull=False).aggregate(
            moment=Min("next_fire_at")
        ),
        "relay": Delivery.objects.filter(state=Delivery.State.PENDING, due_at__lte=now).aggregate(
            moment=Min("due_at")
        ),
        "surveys": Survey.objects.filter(state__in=Survey.OPEN, next_at__lte=now).aggregate(
            moment=Min("next_at")
        ),
        "silence": Ticket.objects.filter(next_step_at__isnull=False).aggregate(
            moment=Min("next_step_at")
        ),
    }
    return {name: _seconds_past(row["moment"], now) for name, row in oldest.items()}


def backlog() -> dict[str, int]:
    """Return how many deliveries wait and how many are parked; done ones are not counted."""
    rows = (
        Delivery.objects.filter(state__in=[Delivery.State.PENDING, Delivery.State.PARKED])
        .values_list("state")
        .annotate(n=Count("id"))
    )
    return {"pending": 0, "parked": 0} | dict(rows)


def _seconds_past(moment: datetime | None, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0
