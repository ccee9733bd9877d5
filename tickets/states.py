"""The table of allowed moves (SLA.md section 3). Pure: no database, no clock.

Eight statuses; what else people ask about (triaged, assigned, reopened ...) is derived from facts
that the ticket already has and shown as a badge.
"""

from tickets.actors import AUTOMATION, CUSTOMER, USER

NEW = "new"
OPEN = "open"
WAITING_CUSTOMER = "waiting_customer"
ON_HOLD = "on_hold"
RESOLVED = "resolved"
CLOSED = "closed"
CANCELLED = "cancelled"
MERGED = "merged"

STATUSES = (NEW, OPEN, WAITING_CUSTOMER, ON_HOLD, RESOLVED, CLOSED, CANCELLED, MERGED)
LIVE = (NEW, OPEN, WAITING_CUSTOMER, ON_HOLD)
PAUSED = (WAITING_CUSTOMER, ON_HOLD)
ENDED = (CLOSED, CANCELLED, MERGED)

ANYONE = frozenset({USER, CUSTOMER, AUTOMATION})
DESK = frozenset({USER, AUTOMATION})
PERSON = frozenset({USER})

MOVES: dict[tuple[str, str], frozenset[str]] = {
    (NEW, OPEN): DESK,
    (OPEN, WAITING_CUSTOMER): DESK,
    (OPEN, ON_HOLD): PERSON,
    (WAITING_CUSTOMER, OPEN): ANYONE,
    (ON_HOLD, OPEN): ANYONE,
    (OPEN, RESOLVED): PERSON,
    (WAITING_CUSTOMER, RESOLVED): DESK,
    (ON_HOLD, RESOLVED): PERSON,
    (RESOLVED, CLOSED): ANYONE,
    (RESOLVED, OPEN): ANYONE,
    (CLOSED, OPEN): ANYONE,
    (NEW, CANCELLED): ANYONE,
    (OPEN, CANCELLED): ANYONE,
    (WAITING_CUSTOMER, CANCELLED): ANYONE,
    (ON_HOLD, CANCELLED): ANYONE,
    (NEW, MERGED): PERSON,
    (OPEN, MERGED): PERSON,
    (WAITING_CUSTOMER, MERGED): PERSON,
    (ON_HOLD, MERGED): PERSON,
    (RESOLVED, MERGED): PERSON,
    (CANCELLED, OPEN): PERSON,
    (MERGED, OPEN): PERSON,
}


def is_allowed(current: str, to: str, actor_kind: str) -> bool:
    """Return whether an actor of this kind may move a ticket from `current` to `to`."""
    return actor_kind in MOVES.get((current, to), frozenset())


def reachable_from(current: str) -> frozenset[str]:
    """Return the statuses that some actor may move a ticket to."""
    return frozenset(to for start, to in MOVES if start == current)
