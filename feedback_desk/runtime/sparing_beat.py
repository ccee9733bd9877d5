"""Beat that doesn't pile wake-ups up while no worker takes them.

A wake-up says "look again"; the rows say what is due, so five of them
do as well as five thousand. Without this, a worker that comes back after an hour first throws
thousands of expired ones away: measured, 30 a second beside other work, so that the first sweep
came minutes late.
"""

from __future__ import annotations

import logging
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry

log = logging.getLogger(__name__)

MOST_WAITING = 20


class SparingScheduler(PersistentScheduler):
    """Leaves a wake-up out while its queue already holds `MOST_WAITING` messages."""

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        if self.waiting(entry.task, producer) < MOST_WAITING:
            super().apply_entry(entry, producer=producer)

    def waiting(self, task: str, producer: Any) -> int:
        """How many messages wait in the queue of a task; 0 where the broker can't be asked."""
        queue = self.app.amqp.router.route({}, task)["queue"].name
        try:
            return int(producer.channel.queue_declare(queue=queue).message_count)
        except Exception as error:
            # What leaves here ends beat, and on a lost connection the transport raises whatever it
            # stumbles over: Redis's own errors, even an AttributeError of a closed channel.
            # Sending the wake-up finds the connection again, or says what is wrong with it.
            log.info("the broker doesn't say what waits", extra={"error": repr(error)})
            return 0
