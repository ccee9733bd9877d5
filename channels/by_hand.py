"""A parked submission becomes a ticket by hand: a person says what it says and from whom it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels import intake
from channels.contract import Reading, Sender
from channels.email import legible
from channels.models import Submission
from channels.readings import open_new
from tickets.actions.opening import Matter
from tickets.actors import Actor
from tickets.errors import Conflict
from tickets.models import StoredFile, Ticket
from tickets.sentences import Sentence

OPENED_BY_HAND = Sentence(gettext_noop("Opened by hand; it could not be read: %(why)s"))
# Where adapters keep what was said, in the order in which to look.
WORDS = ("text", "body", "content", "message", "words", "description")


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What a person read in it."""

    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "en"


def draft_of(submission: Submission) -> dict[str, str]:
    """Return what the raw input seems to say, by the fields of ByHand, for a person to correct.

    `submission` comes with its input, see `intake.with_its_input`.
    """
    mail = legible.mail_of(submission)
    return legible.draft_of(mail) if mail else {"text": _first_words(submission.raw)}


def as_it_came(submission: Submission) -> str:
    """Return the raw input as text: a mail as its server sent it, anything else as JSON."""
    if mail := legible.raw_of(submission):
        return mail.decode("utf-8", "replace")
    return json.dumps(submission.raw, ensure_ascii=False, indent=2, sort_keys=True)


def _first_words(raw: Any) -> str:
    if not isinstance(raw, dict):
        return ""
    said = (raw[name] for name in WORDS if isinstance(raw.get(name), str) and raw[name].strip())
    deeper = (_first_words(value) for value in raw.values())
    return next(said, "") or next(filter(None, deeper), "")


def open_by_hand(*, submission_id: Any, given: ByHand, actor: Actor, at: datetime) -> Ticket:
    """Open a ticket of a parked submission, with the files that came with it.

    Locks the submission; raises Conflict when it isn't parked now.

    The raw input stays as it came. Its provider's id goes with the message, so that what answers
    it later finds the ticket.
    """
    rows = Submission.objects.select_related("channel")
    files = _files_of(rows.get(pk=submission_id), at=at)
    with transaction.atomic():
        submission = rows.select_for_update(of=("self",)).get(pk=submission_id)
        if submission.state != Submission.State.PARKED:
            raise Conflict(_("Somebody has dealt with it meanwhile."))
        ticket = open_new(_reading(submission, given, files), at=at, actor=actor)
        submission.ticket, submission.state = ticket, Submission.State.OPENED
        submission.next_try_at = None
        submission.save(update_fields=["ticket", "state", "next_try_at"])
    return ticket


def _files_of(submission: Submission, *, at: datetime) -> list[tuple[StoredFile, str]]:
    mail = legible.mail_of(intake.with_its_input(submission))
    kept = [(each.file, each.filename) for each in submission.files.select_related("file")]
    return kept + (legible.files_of(mail, at=at) if mail else [])


def _reading(
    submission: Submission, given: ByHand, files: Sequence[tuple[StoredFile, str]]
) -> Reading:
    return Reading(
        matter=Matter(
            text=given.text,
            channel=submission.channel.code,
            received_at=submission.received_at,
            language=given.language,
            provider_id=submission.provider_id,
            files=files,
        ),
        sender=Sender(
            name=given.name, email=given.email, phone=given.phone, language=given.language
        ),
        remarks=(OPENED_BY_HAND.said(why=submission.error),),
    )
