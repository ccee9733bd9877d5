"""What became of a clock, or would have: pure, over the aims it had one after the other.

A clock aims at a due time from a moment on; a correction of its ticket gives it another. It breaks
at the due time it has when that passes; a new due time that is past already breaks it when it
comes. SLA.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

MET = "met"
BROKEN = "broken"
CANCELLED = "cancelled"
RUNNING = "running"
NOT_PROMISED = "not_promised"


class Aim(NamedTuple):
    """A due time that holds from `since` on. `since` None: from the clock's own start.

    `due_at` None is a clock that stands still; `is_promised` False one that nobody promised.
    """

    since: datetime | None
    due_at: datetime | None
    is_promised: bool = True


class Verdict(NamedTuple):
    """How a clock ended, against which due time, and when it broke if it did."""

    outcome: str
    due_at: datetime | None
    broken_at: datetime | None = None


def broken_at(aims: Sequence[Aim], end: datetime) -> tuple[datetime, datetime] | None:
    """Return (when it broke, the due time that broke), looking at what happened before `end`.

    Due at 12:00 and stopped at 12:00 is kept. Due at 14:00, at 11:00 made due at 10:00: broken at
    11:00. Aims are in the order of their moments; those after `end` came too late to matter.
    """
    for number, aim in enumerate(aims):
        if aim.since is not None and aim.since > end:
            return None
        following = aims[number + 1].since if number + 1 < len(aims) else None
        until = end if following is None else min(following, end)
        if aim.due_at is not None and aim.due_at < until:
            seen = aim.due_at if aim.since is None else max(aim.due_at, aim.since)
            return seen, aim.due_at
    return None


def judge(
    aims: Sequence[Aim],
    *,
    stopped_at: datetime | None,
    cancelled_at: datetime | None,
    now: datetime,
) -> Verdict:
    """Return what becomes of a clock with these aims that stopped, was cancelled, or still runs."""
    end = stopped_at or cancelled_at or now
    last = [aim for aim in aims if aim.since is None or aim.since <= end][-1]
    if (broken := broken_at(aims, end)) is not None:
        return Verdict(BROKEN, broken[1], broken[0])
    if not last.is_promised:
        return Verdict(NOT_PROMISED, None)
    if cancelled_at is not None:
        return Verdict(CANCELLED, last.due_at)
    return Verdict(MET if stopped_at is not None else RUNNING, last.due_at)
