"""Find what is due by the index on the next moment, and escalate it in batches."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.escalating import escalate_due
from tickets.actions.repeating import repeat_due
from tickets.actions.retargeting import recalculate_next

BATCH = 200


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Do one batch of what is due; return how many rows the fullest part of it held.

    First the clocks whose next level has come, then repeats, then a stretch of a recalculation. A
    full batch means there may be more: the caller comes again at once.
    """
    at = at.replace(microsecond=0)
    return max(
        escalate_due(at=at, limit=batch),
        repeat_due(at=at, limit=batch),
        recalculate_next(at=at, limit=batch),
    )
