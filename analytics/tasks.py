"""What beat wakes for analytics."""

import time
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from analytics import facts
from analytics.simulation.running import work_one_part

MOST_ROUNDS = 10
# Of following, before others of the queue get their turn.
MOST_SECONDS = 60


@shared_task(ignore_result=True)
def follow_events() -> None:
    """Catch up with what happened lately."""
    _to_the_end(facts.follow)


@shared_task(ignore_result=True)
def follow_stragglers() -> None:
    """Look at all tickets, for chains that were written long after their ids were given out."""
    _to_the_end(facts.follow_all)


def _to_the_end(follow: Callable[..., int | None]) -> None:
    """Go through page by page; what there was no time for, the next wake-up finds."""
    until = time.monotonic() + MOST_SECONDS
    at: int | None = 0
    while at is not None and time.monotonic() < until:
        at = follow(after=at)


@shared_task(ignore_result=True)
def simulate() -> None:
    """Work off some parts of simulations; beat comes again, so others of the queue get a turn."""
    for _ in range(MOST_ROUNDS):
        if not work_one_part(at=timezone.now()):
            return
