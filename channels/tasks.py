"""What beat wakes for the channels. The rows say what is due; a task takes no facts with it."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from channels import health, intake
from channels.email.polling import due_mailboxes, poll
from tickets import nudge
from tickets.actions.surveying import remind_or_expire, send_survey
from tickets.models import Survey, Ticket

log = logging.getLogger(__name__)

BATCH = 100
# So few that two workers end together, and that urgent work waits a second at most.
A_FEW = 10
# Then other tasks of the same worker have their turn, such as the next look into a mailbox.
A_WHILE_SECONDS = 2.0
# A task comes again at once after a full batch, but leaves its place to others now and then.
MOST_ROUNDS = 20
AFTER_A_FAULT = timedelta(minutes=5)
# Far longer than the pause between two looks, so that a late one misses nothing.
A_LOOK_BACK = timedelta(minutes=2)


@shared_task(ignore_result=True)
def open_left_behind() -> None:
    """Open the submissions that a crash, a fault or a lost database connection left behind."""
    health.note_opened(since=timezone.now() - A_LOOK_BACK)
    if open_for_a_while(A_WHILE_SECONDS):
        open_left_behind.delay()


@shared_task(ignore_result=True)
def poll_mailboxes() -> None:
    """Wake a task for each mailbox that is due: a slow server holds up its own mailbox only."""
    for mailbox_id in due_mailboxes(at=timezone.now()):
        poll_mailbox.delay(mailbox_id)


@shared_task(ignore_result=True)
def poll_mailbox(mailbox_id: int) -> None:
    """Fetch a mailbox and have what came opened, by every worker that is free."""
    if poll(mailbox_id, at=timezone.now(), when_first_kept=open_meanwhile):
        open_kept_mail.delay()
        open_left_behind.delay()


def open_meanwhile() -> None:
    """Let another worker open what is kept while this one fetches the rest."""
    nudge.wake(open_kept_mail.name)


@shared_task(ignore_result=True)
def open_kept_mail() -> None:
    """Open a few and make way for urgent work; come again while there is more."""
    if open_for_a_while(0):
        open_kept_mail.delay()


@shared_task(ignore_result=True)
def sweep_surveys() -> None:
    """Send, remind of and end the surveys whose moment has come."""
    for _ in range(MOST_ROUNDS):
        if step_due_surveys(at=timezone.now()) < BATCH:
            return


def open_for_a_while(seconds: float) -> bool:
    """Open what is due until the time is over, a few at least; return whether more may wait."""
    until = time.monotonic() + seconds
    while open_due_submissions(at=timezone.now(), limit=A_FEW) == A_FEW:
        if time.monotonic() >= until:
            return True
    return False


def open_due_submissions(*, at: datetime, limit: int = BATCH) -> int:
    """Open what is due, each in a transaction of its own; return how many were tried."""
    claimed = intake.claim_due(at=at, limit=limit)
    for submission in claimed:
        intake.take_in(submission, at=at)
    return len(claimed)


def step_due_surveys(*, at: datetime, limit: int = BATCH) -> int:
    """Take each due survey one step further; return how many were due.

    A survey that raises is pushed ahead, so that it can't hold up the others.
    """
    due = _due_surveys(at=at, limit=limit)
    for survey_id, state in due:
        step = send_survey if state == Survey.State.SCHEDULED else remind_or_expire
        try:
            step(survey_id=survey_id, at=at)
        except Exception:  # whatever it is, this one waits and the rest goes on
            log.exception("survey could not be stepped", extra={"survey": survey_id})
            Survey.objects.filter(pk=survey_id, state=state).update(next_at=at + AFTER_A_FAULT)
    return len(due)


def _due_surveys(*, at: datetime, limit: int) -> list[tuple[int, str]]:
    """Return the due surveys whose tickets nobody is changing right now, oldest first."""
    due = Survey.objects.filter(state__in=Survey.OPEN, next_at__lte=at).order_by("next_at", "id")
    rows = list(due.values_list("pk", "state", "ticket_id")[:limit])
    with transaction.atomic():
        tickets = Ticket.objects.filter(pk__in=[ticket for _, _, ticket in rows])
        free = set(
            tickets.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        )
    return [(pk, state) for pk, state, ticket in rows if ticket in free]
