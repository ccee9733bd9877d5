"""What happens to a file once it is stored: looked through for viruses, and shrunk to a picture.

A worker does it, so that neither a large picture nor a slow scanner holds up who sent it. Until
then the file is held back where a scanner is set up. What is found is moved where nobody gets it.
"""

from __future__ import annotations

import logging
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop

from tickets import clamd
from tickets.actions.noting import note
from tickets.actors import Actor
from tickets.models import StoredFile, Ticket
from tickets.sentences import Sentence
from tickets.thumbnails import thumbnail_of

log = logging.getLogger(__name__)

BATCH = 20
BY_SCANNER = Actor.automation("scanner")
QUARANTINED = Sentence(
    gettext_noop(
        "“%(name)s” holds %(finding)s. It was put in quarantine; nobody can open it. Ask "
        "the customer for another copy if it matters."
    )
)
Scan = StoredFile.Scan


def prepare_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Prepare files that wait, oldest first; return how many were done.

    While the scanner is away they wait on: nothing is handed out that nobody has looked at.
    """
    waiting = StoredFile.objects.filter(prepared_at=None).order_by("created_at")[:limit]
    done = 0
    for file in waiting:
        try:
            prepare(file, at=at)
        except clamd.ScannerAway as error:
            log.warning("files wait for the scanner", extra={"reason": str(error)})
            break
        done += 1
    return done


def prepare(file: StoredFile, *, at: datetime) -> None:
    """Scan and shrink one file. Safe to run twice. Raises ScannerAway."""
    try:
        finding = _finding(file)
        thumbnail = "" if finding else _thumbnail(file)
    except FileNotFoundError:
        log.error("a stored file is gone", extra={"file": file.pk})
        finding, thumbnail = "", ""
    values = {"prepared_at": at, "thumbnail": thumbnail, "scan": _state(finding)}
    if finding:
        values |= {"finding": finding[:200], "storage_name": _lock_away(file)}
    fresh = StoredFile.objects.filter(pk=file.pk, prepared_at=None).update(**values)
    if fresh and finding:
        _tell(file, finding, at=at)


def _state(finding: str) -> str:
    if not settings.CLAMD_SOCKET:
        return Scan.NONE
    return Scan.INFECTED if finding else Scan.CLEAN


def _finding(file: StoredFile) -> str:
    if not settings.CLAMD_SOCKET:
        return ""
    with default_storage.open(file.storage_name) as opened:
        return clamd.finding_in(opened.chunks(), address=settings.CLAMD_SOCKET)


def _thumbnail(file: StoredFile) -> str:
    """Return where the small picture lies; nothing for what is no picture, or can't be shown."""
    if not file.content_type.startswith("image/"):
        return ""
    with default_storage.open(file.storage_name) as opened:
        small = thumbnail_of(BytesIO(opened.read()))
    if small is None:
        return ""
    name = f"thumbnails/{file.sha256[:2]}/{file.sha256}.webp"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(small))


def _lock_away(file: StoredFile) -> str:
    """Move the bytes to the quarantine: kept as evidence, handed out to nobody."""
    name = f"quarantine/{file.sha256}"
    if file.storage_name == name:
        return name
    if not default_storage.exists(name):
        with default_storage.open(file.storage_name) as opened:
            default_storage.save(name, opened)
    default_storage.delete(file.storage_name)
    return name


def _tell(file: StoredFile, finding: str, *, at: datetime) -> None:
    """Say so in a note on each ticket that has the file."""
    rows = file.attachments.values_list("message__ticket_id", "filename")
    for ticket_id, filename in rows.order_by("message__ticket_id").distinct("message__ticket_id"):
        if Ticket.objects.filter(pk=ticket_id).exists():
            text = QUARANTINED.said(name=filename, finding=finding)
            note(ticket_id=ticket_id, actor=BY_SCANNER, at=at, text=text)
