"""The way in: store first, open then. What was stored is never lost and never opened twice."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from channels import raw_input
from channels.contract import (
    Aside,
    CameBack,
    ChannelError,
    Outcome,
    Part,
    Reading,
    Sender,
    Several,
)
from channels.models import Channel, Submission, SubmissionFile
from channels.registry import adapter_for
from tickets.actions.bouncing import record_bounce
from tickets.actions.customers import find_or_make_customer
from tickets.actions.noting import note
from tickets.actions.opening import open_ticket
from tickets.actions.receiving import TooLateToReopen, add_customer_message, linked_successor
from tickets.actors import Actor
from tickets.bulk import insert_rows, update_rows
from tickets.errors import DeskError
from tickets.models import Customer, StoredFile, Ticket, User
from tickets.outbox import lease_time

log = logging.getLogger(__name__)

# The request that stored a submission opens it at once; the sweep leaves it that much time.
FIRST_TRY = timedelta(seconds=20)
BACK_OFF_SECONDS = (30, 120, 600, 1800, 7200)
State = Submission.State
LOCK = "SELECT state FROM channels_submission WHERE id = %s FOR UPDATE"
# Who speaks when no person does: another machine, and the desk about what it understood.
BY_MACHINE = Actor.automation("machine")
BY_INTAKE = Actor.automation("intake")


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
    submission = Submission(
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
        with transaction.atomic():
            insert_rows([submission])
            insert_rows(
                [
                    SubmissionFile(submission=submission, file=file, filename=name[:200])
                    for file, name in files
                ]
            )
    except IntegrityError:
        return Submission.objects.get(channel=channel, provider_id=provider_id), False
    submission.named_files = list(files)
    return submission, True


def digest_of(raw: dict[str, Any], files: Sequence[tuple[StoredFile, str]] = ()) -> str:
    """Return the SHA-256 of a submission's content: two with the same one say the same."""
    body = [raw, sorted((file.pk, name) for file, name in files)]
    content = raw_input.canonical(body).encode("utf-8", "surrogatepass")
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
    with transaction.atomic():
        if not _lock_unopened(submission.pk):
            return _reread(submission.pk)
        submission.ticket, submission.state = _act_on(submission, outcome, at=at)
        submission.next_try_at = None
        submission.error = outcome.why[:500] if isinstance(outcome, Aside) else ""
        update_rows([submission], ("ticket", "state", "next_try_at", "error"))
        if submission.state in (State.OPENED, State.ASIDE):
            adapter.opened(submission)
    return submission


def _lock_unopened(submission_id: UUID) -> bool:
    """Lock a submission and return whether it still waits.

    Plain SQL, because every complaint passes here; the row itself is in hand already.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [submission_id])
        row = cursor.fetchone()
    return row is not None and row[0] == State.STORED


def _reread(submission_id: UUID) -> Submission:
    return Submission.objects.select_related("channel").get(pk=submission_id)


def _locked(submission_id: UUID) -> Submission:
    rows = Submission.objects.select_related("channel")
    return rows.select_for_update(of=("self",)).get(pk=submission_id)


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
        return _add(outcome, outcome.adds_to, at=at)
    return open_new(outcome, at=at, actor=_writer(outcome)), State.OPENED


def _writer(reading: Reading) -> Actor | None:
    if reading.written_by is None:
        return None
    return Actor.for_user(User.objects.get(pk=reading.written_by))


def _store_part(whole: Submission, part: Part) -> None:
    store(
        channel=whole.channel,
        provider_id=part.provider_id,
        raw=part.raw,
        at=whole.recorded_at,
        received_at=whole.received_at,
        client=whole.client,
    )


def open_new(reading: Reading, *, at: datetime, actor: Actor | None = None) -> Ticket:
    """Open a ticket of what was read; `actor` is who decided that, when it isn't the sender."""
    return _open_for(reading, _customer(reading.sender, at), at=at, actor=actor)


def _open_for(
    reading: Reading, customer: Customer, *, at: datetime, actor: Actor | None = None
) -> Ticket:
    matter = reading.matter
    if reading.affected is not None:
        matter = replace(matter, affected_party=_customer(reading.affected, at))
    actor = actor or Actor.for_customer(customer)
    ticket = open_ticket(matter=matter, customer=customer, actor=actor, at=at)
    _remark(reading, ticket, at=at)
    return ticket


def _add(reading: Reading, ticket_id: int, *, at: datetime) -> tuple[Ticket, str]:
    """Add a message; when its ticket ended too long ago, to its successor or a new one."""
    ticket = Ticket.objects.select_related("customer").get(pk=ticket_id)
    try:
        _say(reading, ticket, at=at)
    except TooLateToReopen:
        successor = linked_successor(ticket)
        if successor is None:
            follow_up = replace(reading, matter=replace(reading.matter, follows=ticket))
            return _open_for(follow_up, ticket.customer, at=at), State.OPENED
        _say(reading, successor, at=at)
        return successor, State.ADDED
    return ticket, State.ADDED


def _say(reading: Reading, ticket: Ticket, *, at: datetime) -> None:
    matter = reading.matter
    is_by_machine = reading.is_auto_reply or reading.is_bounce
    message = add_customer_message(
        ticket_id=ticket.pk,
        actor=BY_MACHINE if is_by_machine else Actor.for_customer(ticket.customer),
        at=at,
        text=matter.text,
        html=matter.html,
        channel=matter.channel,
        author_name=reading.sender.name,
        provider_id=matter.provider_id,
        message_id=matter.message_id,
        in_reply_to=matter.in_reply_to,
        is_auto_reply=reading.is_auto_reply,
        is_bounce=reading.is_bounce,
        files=matter.files,
    )
    if reading.came_back is not None:
        _take_back(reading.came_back, message.ticket_id, at=at)
    _remark(reading, message.ticket, at=at)


def _take_back(came_back: CameBack, ticket_id: int, *, at: datetime) -> None:
    record_bounce(
        ticket_id=ticket_id,
        at=at,
        addresses=came_back.addresses,
        reason=came_back.reason,
        message_id=came_back.message_id,
    )


def _remark(reading: Reading, ticket: Ticket, *, at: datetime) -> None:
    if reading.remarks:
        note(ticket_id=ticket.pk, actor=BY_INTAKE, at=at, text="\n\n".join(reading.remarks))


def _customer(sender: Sender, at: datetime) -> Customer:
    return find_or_make_customer(
        at=at,
        name=sender.name,
        language=sender.language,
        email=sender.email,
        phone=sender.phone,
        account=sender.account,
        is_verified=sender.is_verified,
    )


# --- Try again ------------------------------------------------------------------------------


def postpone(submission_id: UUID, *, at: datetime, error: Exception) -> Submission:
    """Count a failed attempt: the next one later each time, then park with the reason.

    A failure that can't get better parks at once.
    """
    with transaction.atomic():
        submission = _locked(submission_id)
        if submission.state != State.STORED:
            return submission
        submission.attempts += 1
        submission.error = f"{type(error).__name__}: {error}"[:500]
        if is_permanent(error) or submission.attempts > len(BACK_OFF_SECONDS):
            submission.state, submission.next_try_at = State.PARKED, None
        else:
            wait = BACK_OFF_SECONDS[submission.attempts - 1]
            submission.next_try_at = at + timedelta(seconds=wait)
        submission.save(update_fields=["attempts", "error", "state", "next_try_at"])
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
