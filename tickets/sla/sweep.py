"""Find what is due by the index on the next moment, and escalate it in batches."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tickets.actions.escalating import escalate_due
from tickets.actions.repeating import repeat_due
from tickets.actions.retargeting import recalculate_next

BATCH = 200
# One look for all three, since most looks find nothing: each is the first entry of its index.
ANYTHING_DUE = """
SELECT EXISTS (SELECT FROM tickets_slaclock WHERE next_fire_at <= %(at)s)
    OR EXISTS (SELECT FROM tickets_slafiring WHERE repeat_at <= %(at)s)
    OR EXISTS (SELECT FROM tickets_recalculation WHERE finished_at IS NULL)
"""


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Do one batch of what is due; return how many rows the fullest part of it held.

    First the clocks whose next level has come, then repeats, then a stretch of a recalculation. A
    full batch means there may be more: the caller comes again at once.
    """
    at = at.replace(microsecond=0)
    if not _is_anything_due(at):
        return 0
    return max(
        escalate_due(at=at, limit=batch),
        repeat_due(at=at, limit=batch),
        recalculate_next(at=at, limit=batch),
    )


def _is_anything_due(at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING_DUE, {"at": at})
        return bool(cursor.fetchone()[0])
