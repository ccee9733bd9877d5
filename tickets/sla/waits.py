"""Report metrics that are reckoned from a ticket's status events, never stored as clocks.

| metric | from received to the final resolution, less |
|---|---|
| requester_wait | the time it waited for the customer, and the time it was resolved |
| agent_work | the same, and the time on hold |
| handling_total | the time it was resolved |

Pure: the events and a calendar come in, seconds come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tickets.sla.calendar import Calendar, elapsed

WAITING, HOLD, RESOLVED = "waiting_customer", "on_hold", ("resolved", "closed")
ENDED = ("cancelled", "merged")
NOT_COUNTED = {
    "requester_wait": frozenset({WAITING, *RESOLVED}),
    "agent_work": frozenset({WAITING, HOLD, *RESOLVED}),
    "handling_total": frozenset(RESOLVED),
}

Move = tuple[datetime, str]
"""A status event: when, and which status from then on; in order of time."""


def waited(
    metric: str,
    received_at: datetime,
    moves: Iterable[Move],
    calendar: Calendar,
    until: datetime | None = None,
) -> int:
    """Return the seconds of `metric` on a calendar, up to the last time it was resolved.

    While the ticket is open, up to `until`. Resolved after 5 h, reopened and resolved again 1 h
    later: handling_total is 6 h, however long it lay resolved in between.
    """
    moves = list(moves)
    end = _final(moves) or until
    if end is None:
        raise ValueError("The ticket is open still: pass `until`.")
    return int(elapsed(received_at, end, calendar, list(_left_out(metric, moves))))


def _final(moves: list[Move]) -> datetime | None:
    """When it was resolved (or ended otherwise) for the last time; None while it goes on."""
    if not moves or moves[-1][1] not in (*RESOLVED, *ENDED):
        return None
    return next((at for at, status in reversed(moves) if status != "closed"), moves[-1][0])


def _left_out(metric: str, moves: list[Move]) -> Iterator[tuple[datetime, datetime | None]]:
    ends: list[datetime | None] = [at for at, _status in moves[1:]]
    for (begin, status), end in zip(moves, [*ends, None], strict=True):
        if status in NOT_COUNTED[metric]:
            yield begin, end
