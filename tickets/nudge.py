"""Wake the relay right after a commit, without ever waiting for a broker that is down.

A nudge is a convenience: the beat-driven relay is the guarantee. So it is sent at most four times a
second a process and lane, in at most 50 ms, and not at all for a while after a failure (the circuit
breaker). Each thread keeps its connection: opening one costs five times a nudge.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
import time

from celery import current_app
from django.conf import settings
from kombu import Producer

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.25
LIMIT_SECONDS = 0.05
REST_SECONDS = 10.0
# One attempt and no more; by default the broker's library waits two seconds and tries again.
ONE_ATTEMPT = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}

_last: dict[str, float] = {}
_resting_until = 0.0
_kept = threading.local()

TASKS = {
    "urgent": "tickets.tasks.relay_urgent",
    "mail": "tickets.tasks.relay_mail",
    "bulk": "tickets.tasks.relay_bulk",
}


def nudge(lanes: set[str]) -> None:
    """Ask the workers to look at these lanes of the outbox now."""
    for lane in lanes:
        now = time.monotonic()
        if now - _last.get(lane, 0.0) >= EVERY_SECONDS:
            _last[lane] = now
            wake(TASKS[lane])


def warm_up() -> None:
    """Load what the first nudge needs; the web server does so before it forks.

    Otherwise the first customer after a start waits over a second for imports.
    """
    importlib.import_module("kombu.transport.redis")
    current_app.finalize(auto=True)
    current_app.amqp.router  # noqa: B018 -- made when first asked for


def wake(task: str, *args: object) -> None:
    """Ask a worker for a task that beat asks for as well, which is all while the broker is away."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        current_app.send_task(task, args, producer=_producer(), retry=False, expires=30)
    except Exception as error:  # any broker trouble means the same: the beat will do it
        _resting_until = time.monotonic() + REST_SECONDS
        _forget_producer()
        log.warning("broker is away, beat will wake them", extra={"error": str(error)})


def _producer() -> Producer:
    """This thread's producer, made anew after a fork."""
    if getattr(_kept, "pid", None) != os.getpid():
        connection = current_app.connection_for_write(
            connect_timeout=LIMIT_SECONDS,
            transport_options={
                **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
                **ONE_ATTEMPT,
                "socket_timeout": LIMIT_SECONDS,
                "socket_connect_timeout": LIMIT_SECONDS,
            },
        )
        _kept.connection = connection
        _kept.producer = connection.Producer(auto_declare=False)
        _kept.pid = os.getpid()
    return _kept.producer


def _forget_producer() -> None:
    connection = getattr(_kept, "connection", None)
    _kept.pid = None
    if connection is not None:
        connection.release()
