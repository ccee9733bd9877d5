"""What beat wakes. A task takes no facts with it: the rows say what is due."""

import logging
import time
from datetime import timedelta
from math import inf

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tickets import lag, outbox, preparing
from tickets.actions.silence import sweep_silence as step_after_silence
from tickets.actions.watching import watch_lags as look
from tickets.preparing import prepare_waiting
from tickets.sla import sweep as clocks
from tickets.trail_head import NotSettled, latest_head

log = logging.getLogger(__name__)

# A task comes again at once after a full batch, but leaves its place to others now and then.
MOST_ROUNDS = 20
# Fifty letters take some seconds on a busy machine; an escalation doesn't wait for them.
LOOK_SECONDS = 1.0
KEEP_DONE = timedelta(days=14)


@shared_task(ignore_result=True)
def sweep_clocks() -> None:
    for _ in range(MOST_ROUNDS):
        if clocks.sweep(at=timezone.now()) < clocks.BATCH:
            return


def _relay(lane: str) -> None:
    """Carry out what is due, and look at the clocks before it and once a second meanwhile.

    They share a worker: a thousand letters in a row made escalations half a minute late, and where
    a machine can't keep up, their own wake-ups are too old whenever they are taken. A look that
    finds nothing costs a fraction of a millisecond.
    """
    looked_at = -inf

    def look_at_clocks() -> None:
        nonlocal looked_at
        if time.monotonic() - looked_at >= LOOK_SECONDS:
            sweep_clocks()
            looked_at = time.monotonic()

    look_at_clocks()
    for _ in range(MOST_ROUNDS):
        if outbox.relay(lane, before_each=look_at_clocks) < outbox.BATCH:
            return


@shared_task(ignore_result=True)
def relay_urgent() -> None:
    _relay("urgent")


@shared_task(ignore_result=True)
def relay_mail() -> None:
    _relay("mail")


@shared_task(ignore_result=True)
def relay_bulk() -> None:
    _relay("bulk")


@shared_task(ignore_result=True)
def sweep_silence() -> None:
    while step_after_silence(at=timezone.now()) == 100:
        pass


@shared_task(ignore_result=True)
def watch_lags() -> None:
    """Look how late the others are. A worker that stands still is seen on /readyz and /metrics."""
    now = timezone.now()
    look(lags=lag.lags(now), bound_seconds=settings.LAG_ALARM_SECONDS, at=now)


@shared_task(ignore_result=True)
def prepare_files() -> None:
    """Look stored files through for viruses and make small pictures of large ones."""
    while prepare_waiting(at=timezone.now()) == preparing.BATCH:
        pass


@shared_task(ignore_result=True)
def log_trail_head() -> None:
    """Write the head of the audit trail into the log, which lies elsewhere or should."""
    try:
        log.info("head of the audit trail", extra={"head": str(latest_head())})
    except NotSettled as reason:
        log.warning("no head of the audit trail this time", extra={"reason": str(reason)})


@shared_task(ignore_result=True)
def tidy_outbox() -> None:
    outbox.tidy(before=timezone.now() - KEEP_DONE)
