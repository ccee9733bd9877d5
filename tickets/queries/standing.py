"""How tickets stand towards their promises, as querysets that screens and the board share.

A tile of the board and the queue it opens narrow by the same functions, so they count the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tickets import states
from tickets.actions.classifying import AMBER_LEVEL
from tickets.models import SlaClock, Ticket

type Tickets = QuerySet[Ticket]


def live(tickets: Tickets) -> Tickets:
    """Return those that somebody still works on."""
    return tickets.filter(status__in=states.LIVE)


def overdue(tickets: Tickets, now: datetime) -> Tickets:
    """Return live tickets with a promise that broke and isn't made good."""
    return live(tickets).filter(next_due_at__lt=now)


def at_risk(tickets: Tickets, now: datetime) -> Tickets:
    """Return live tickets past the amber warning of a promise, none of them broken yet."""
    warned = SlaClock.objects.filter(
        ticket=OuterRef("pk"),
        state=SlaClock.State.RUNNING,
        last_level__gte=AMBER_LEVEL,
        breached_at__isnull=True,
    )
    return live(tickets).filter(Exists(warned), next_due_at__gte=now)


def due_within(tickets: Tickets, now: datetime, seconds: int) -> Tickets:
    """Return live tickets whose next promise breaks in [now, now + seconds)."""
    until = now + timedelta(seconds=seconds)
    return live(tickets).filter(next_due_at__gte=now, next_due_at__lt=until)


def paused(tickets: Tickets) -> Tickets:
    """Return tickets that wait for somebody and whose promises all stand still.

    On hold a clock may run on, as the policy says: such a ticket is not paused but due.
    """
    return tickets.filter(status__in=states.PAUSED, next_due_at__isnull=True)
