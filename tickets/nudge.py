"""Wake the relay right after a commit, without ever waiting for a broker that is down.

A nudge is a convenience: the beat-driven relay is the guarantee. So it is sent at most every 100 ms
a process, in at most 50 ms, and not at all for a while after a failure (the circuit breaker).
"""

import logging
import time

from celery import current_app
from django.conf import settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.1
LIMIT_SECONDS = 0.05
REST_SECONDS = 10.0

_last: dict[str, float] = {}
_resting_until = 0.0

TASKS = {
    "urgent": "tickets.tasks.relay_urgent",
    "mail": "tickets.tasks.relay_mail",
    "bulk": "tickets.tasks.relay_bulk",
}


def nudge(lanes: set[str]) -> None:
    """Ask the workers to look at these lanes of the outbox now."""
    now = time.monotonic()
    for lane in lanes:
        if now < _resting_until or now - _last.get(lane, 0.0) < EVERY_SECONDS:
            continue
        _last[lane] = now
        _publish(TASKS[lane])


def _publish(task: str) -> None:
    global _resting_until
    try:
        with current_app.connection_for_write(
            connect_timeout=LIMIT_SECONDS,
            transport_options={
                **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
                "socket_timeout": LIMIT_SECONDS,
                "socket_connect_timeout": LIMIT_SECONDS,
            },
        ) as connection:
            current_app.send_task(task, connection=connection, retry=False, expires=30)
    except Exception as error:  # any broker trouble means the same: the beat will do it
        _resting_until = time.monotonic() + REST_SECONDS
        log.warning("broker is away, the beat will relay", extra={"error": str(error)})
