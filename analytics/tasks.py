"""What beat wakes for analytics."""

from celery import shared_task
from django.utils import timezone

from analytics import facts
from analytics.simulation.running import work_one_part

MOST_ROUNDS = 10


@shared_task(ignore_result=True)
def follow_events() -> None:
    """Catch up with what happened; come again at once after a full batch."""
    for _ in range(MOST_ROUNDS):
        if facts.follow() < facts.BATCH:
            return


@shared_task(ignore_result=True)
def follow_stragglers() -> None:
    """Look at all tickets, for chains that were written long after their ids were given out."""
    for _ in range(MOST_ROUNDS):
        if facts.follow_all() < facts.BATCH:
            return


@shared_task(ignore_result=True)
def simulate() -> None:
    """Work off some parts of simulations; beat comes again, so others of the queue get a turn."""
    for _ in range(MOST_ROUNDS):
        if not work_one_part(at=timezone.now()):
            return
