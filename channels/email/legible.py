"""A kept mail as a person reads it: what stands in the form that opens it by hand, and the mail."""

from __future__ import annotations

from datetime import datetime

from channels.email import files
from channels.email.adapter import fit
from channels.email.keeping import raw_mail
from channels.email.parsing import ParsedMail, parse
from channels.models import Submission
from tickets.actions.opening import MAX_TEXT
from tickets.models import StoredFile
from tickets.triage.language import detect_language
from tickets.triage.text import prepare

LANGUAGE_CHARS = 2_000
KIND = "email"


def mail_of(submission: Submission) -> ParsedMail | None:
    """Return the mail of a submission; None where none was kept or it is of another channel."""
    raw = raw_of(submission)
    return parse(raw) if raw else None


def raw_of(submission: Submission) -> bytes:
    """Return a kept mail as it came; nothing where none was kept."""
    if submission.channel.kind != KIND:
        return b""
    try:
        return raw_mail(submission)
    except KeyError:
        return b""


def draft_of(mail: ParsedMail) -> dict[str, str]:
    """Return what a person would copy out of it, by the names of the form's fields."""
    words = fit(mail.text.strip() or mail.subject.strip())[:MAX_TEXT]
    return {
        "text": words,
        "name": fit(mail.from_.name),
        "email": fit(mail.from_.address),
        "language": detect_language(prepare(words[:LANGUAGE_CHARS])).code,
    }


def files_of(mail: ParsedMail, *, at: datetime) -> list[tuple[StoredFile, str]]:
    """Store what of its attachments is taken, as when it is read by itself."""
    taken, _refusals = files.keep_attachments(mail, at=at)
    return taken
