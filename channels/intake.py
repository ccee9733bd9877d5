"""The way in: store first, open then. What was stored is never lost and never opened twice."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from channels import health, raw_input
from channels.contract import (
    Aside,
    ChannelError,
    Outcome,
    Part,
    Reading,
    Several,
)
from channels.models import Channel, Submission, SubmissionFile
from channels.readings import add, open_new, writer_of
from channels.registry import adapter_for
from tickets.bulk import ask_and_draw, insert_rows, make, update_rows
from tickets.canonical import canonical
from tickets.errors import DeskError
from tickets.models import StoredFile, Ticket
from tickets.numbers import taken_by_opening
from tickets.outbox import lease_time
from tickets.sentences import words_of
from tickets.together import together

log = logging.getLogger(__name__)

# The request that stored a submission opens it at once; the sweep leaves it that much time.
FIRST_TRY = timedelta(seconds=20)
BACK_OFF_SECONDS = (30, 120, 600, 1800, 7200)
State = Submission.State
LOCK = "SELECT state{numbers} FROM channels_submission WHERE id = %s FOR UPDATE"


# --- Store ----------------------------------------------------------------------------------


def store(
    *,
    channel: Channel,
    provider_id: str,
    raw: dict[str, Any],
    at: datetime,
    received_at: datetime | None = None,
    client: str = "",
    files: Sequence[tuple[StoredFile, str]] = (),
    first_try: timedelta = FIRST_TRY,
) -> tuple[Submission, bool]:
    """Keep what arrived, verbatim, in a transaction of its own; return it and whether it is new.

    The same provider id on the same channel twice is one submission: the first.
    """
    in_row, raw_digest = raw_input.put_away(raw)
    submission = make(
        Submission,
        channel=channel,
        provider_id=provider_id,
        received_at=received_at or at,
        recorded_at=at,
        raw=in_row,
        raw_digest=raw_digest,
        body_digest=digest_of(raw, files),
        client=client,
        next_try_at=at + first_try,
    )
    try:
        _keep(submission, files)
    except IntegrityError:
        return Submission.objects.get(channel=channel, provider_id=provider_id), False
    submission.named_files = list(files)
    return submission, True


def _keep(submission: Submission, files: Sequence[tuple[StoredFile, str]]) -> None:
    """Write it down; a row without files needs no BEGIN and COMMIT around it."""
    if not (files or connection.in_atomic_block):
        insert_rows([submission])
        return
    with transaction.atomic():
        insert_rows([submission])
        insert_rows(
            [
                SubmissionFile(submission=submission, file=file, filename=name[:200])
                for file, name in files
            ]
        )


def digest_of(raw: dict[str, Any], files: Sequence[tuple[StoredFile, str]] = ()) -> str:
    """Return the SHA-256 of a submission's content: two with the same one say the same."""
    body = [raw, sorted((file.pk, name) for file, name in files)]
    content = canonical(body).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


# --- Open -----------------------------------------------------------------------------------


def take_in(submission: Submission, *, at: datetime) -> Submission:
    """Open a stored submission now, or leave it to the sweep when that fails.

    Raises only when not even the failure can be written down; the sweep then finds it as it was.
    """
    try:
        return _open(submission, at=at)
    except Exception as error:  # whatever it is, the customer has a reference and nothing is lost
        log.exception("submission could not be opened", extra={"submission": str(submission.pk)})
        return postpone(submission.pk, at=at, error=error)


def open_submission(submission_id: UUID, *, at: datetime) -> Submission:
    """Make a ticket of a stored submission, or add it to one, in one transaction.

    Locks the submission; one that was opened meanwhile is returned as it is.
    """
    return _open(Submission.objects.select_related("channel").get(pk=submission_id), at=at)


def _open(submission: Submission, *, at: datetime) -> Submission:
    """Read outside the transaction, because that may take long or keep files; then act, locked."""
    if submission.state != State.STORED:
        return submission
    adapter = adapter_for(submission.channel.kind)
    outcome = adapter.read(with_its_input(submission))
    with transaction.atomic(), together():
        if not _lock_unopened(submission.pk, outcome):
            return _reread(submission.pk)
        submission.ticket, submission.state = _act_on(submission, outcome, at=at)
        submission.next_try_at = None
        submission.error = outcome.why[:500] if isinstance(outcome, Aside) else ""
        update_rows([submission], ("ticket", "state", "next_try_at", "error"))
        if submission.state in (State.OPENED, State.ASIDE):
            adapter.opened(submission)
    return submission


def _lock_unopened(submission_id: UUID, outcome: Outcome) -> bool:
    """Lock a submission and return whether it still waits; draw the keys of what it will become.

    Plain SQL, because every complaint passes here; the row itself is in hand already.
    """
    opens = isinstance(outcome, Reading) and outcome.adds_to is None
    row = ask_and_draw(LOCK, [submission_id], sequences=taken_by_opening() if opens else ())
    return row is not None and row[0] == State.STORED


def _reread(submission_id: UUID) -> Submission:
    return Submission.objects.select_related("channel").get(pk=submission_id)


def with_its_input(submission: Submission) -> Submission:
    """Put back what lies in storage, for reading only: the row goes on without it."""
    submission.raw = raw_input.fetch(submission.raw, submission.raw_digest)
    return submission


def _act_on(submission: Submission, outcome: Outcome, *, at: datetime) -> tuple[Ticket | None, str]:
    if isinstance(outcome, Several):
        for part in outcome.parts:
            _store_part(submission, part)
        return None, State.SPLIT
    if isinstance(outcome, Aside):
        return None, State.ASIDE
    if outcome.adds_to is not None:
        return add(outcome, outcome.adds_to, at=at)
    return open_new(outcome, at=at, actor=writer_of(outcome)), State.OPENED


def _store_part(whole: Submission, part: Part) -> None:
    store(
        channel=whole.channel,
        provider_id=part.provider_id,
        raw=part.raw,
        at=whole.recorded_at,
        received_at=whole.received_at,
        client=whole.client,
    )


# --- Try again ------------------------------------------------------------------------------


def postpone(submission_id: UUID, *, at: datetime, error: Exception) -> Submission:
    """Count a failed attempt: the next one later each time, then park with the reason.

    A failure that can't get better parks at once.
    """
    with transaction.atomic():
        rows = Submission.objects.select_related("channel").select_for_update(of=("self",))
        submission = rows.get(pk=submission_id)
        if submission.state != State.STORED:
            return submission
        submission.attempts += 1
        submission.error = words_of(error)[:500]
        if is_permanent(error) or submission.attempts > len(BACK_OFF_SECONDS):
            submission.state, submission.next_try_at = State.PARKED, None
        else:
            wait = BACK_OFF_SECONDS[submission.attempts - 1]
            submission.next_try_at = at + timedelta(seconds=wait)
        submission.save(update_fields=["attempts", "error", "state", "next_try_at"])
        health.failed(submission.channel.code, at=at, error=submission.error)
    return submission


def park(submission_id: UUID, *, reason: str) -> Submission:
    """Set a stored submission aside until a person replays it."""
    Submission.objects.filter(pk=submission_id, state=State.STORED).update(
        state=State.PARKED, next_try_at=None, error=reason[:500]
    )
    return Submission.objects.get(pk=submission_id)


def is_permanent(error: Exception) -> bool:
    if isinstance(error, ChannelError):
        return error.permanent
    return isinstance(error, DeskError)


def claim_due(*, at: datetime, limit: int) -> list[Submission]:
    """Return what nobody is opening right now and whose next try has come, oldest first.

    Each belongs to the caller as long as a claimed delivery would, so that two workers share the
    work and never wait for each other; what a dead one held comes again after that.
    """
    due = Submission.objects.filter(state=State.STORED, next_try_at__lte=at)
    with transaction.atomic():
        free = due.order_by("next_try_at", "recorded_at").select_for_update(skip_locked=True)
        claimed = list(free.values_list("pk", flat=True)[:limit])
        Submission.objects.filter(pk__in=claimed).update(next_try_at=at + lease_time())
    rows = Submission.objects.filter(pk__in=claimed, state=State.STORED)
    return list(rows.select_related("channel").order_by("recorded_at"))


def replay(submission_id: UUID, *, at: datetime) -> Submission:
    """Put a parked submission back and open it again. Raises what opening raises."""
    Submission.objects.filter(pk=submission_id, state=State.PARKED).update(
        state=State.STORED, attempts=0, next_try_at=at, error=""
    )
    return open_submission(submission_id, at=at)
