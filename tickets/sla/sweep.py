"""Find what is due by the index on the next moment, and escalate it in batches."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.escalating import escalate_many
from tickets.models import SlaClock

BATCH = 200


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Escalate tickets with due clocks, one batch; return how many tickets it held.

    A full batch means there may be more: the caller comes again at once.
    """
    ticket_ids = list(
        SlaClock.objects.filter(next_fire_at__lte=at)
        .order_by("next_fire_at", "id")
        .values_list("ticket_id", flat=True)[:batch]
    )
    if ticket_ids:
        escalate_many(ticket_ids=sorted(set(ticket_ids)), at=at)
    return len(ticket_ids)
