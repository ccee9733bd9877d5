"""Raw mail, kept verbatim before anything reads it, and the key by which the same mail is one.

A small mail lies in its submission's row; a larger one in storage, as the file it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from channels import intake
from channels.email.models import Mailbox
from channels.email.parsing import ParsedMail, parse
from channels.models import Submission

MOST_IN_A_ROW = 40_000
MOST_HEAD_BYTES = 256 * 1024
HEAD_END = re.compile(rb"\r?\n\r?\n")
# Relays add headers and some fold them anew; these say which mail it is wherever it passed.
IDENTITY = re.compile(
    rb"^(message-id|from|date|subject)[ \t]*:((?:.*(?:\r?\n[ \t].*)*))",
    re.IGNORECASE | re.MULTILINE,
)
MOST_ID_CHARS = 120


def keep(
    raw: bytes,
    *,
    mailbox: Mailbox,
    at: datetime,
    received_at: datetime,
    recipient: str = "",
    is_left: bool = False,
) -> tuple[Submission, bool]:
    """Store one raw mail; return its submission and whether it is new.

    The same mail to the same mailbox twice is one, whatever the servers between added to it.
    `is_left` leaves its opening to the workers, who may begin at once.
    """
    head = parse(head_of(raw))
    about = {"mailbox": mailbox.code, "size": len(raw), "to": recipient[:320]}
    return intake.store(
        channel=mailbox.channel,
        provider_id=provider_id(raw, mailbox=mailbox, message_id=head.message_id),
        raw=about | _kept(raw),
        at=at,
        received_at=min(received_at, at),
        client=client_of(head),
        first_try=timedelta(0) if is_left else intake.FIRST_TRY,
    )


def keep_notice(
    *, mailbox: Mailbox, provider_id: str, about: dict[str, object], reason: str, at: datetime
) -> None:
    """Park a submission for a mail that isn't fetched, so that a person knows of it."""
    submission, is_new = intake.store(
        channel=mailbox.channel,
        provider_id=provider_id,
        raw={"mailbox": mailbox.code} | about,
        at=at,
    )
    if is_new:
        intake.park(submission.pk, reason=reason)


def provider_id(raw: bytes, *, mailbox: Mailbox, message_id: str) -> str:
    """Return mailbox, digest and Message-ID. The digest leaves out what servers add on the way."""
    digest = hashlib.sha256()
    head = HEAD_END.search(raw, 0, MOST_HEAD_BYTES)
    end = head.end() if head else 0
    for name, value in IDENTITY.findall(raw[:end]):
        digest.update(name.lower() + b"\0" + b" ".join(value.split()) + b"\0")
    digest.update(memoryview(raw)[end:])
    visible = "".join(char for char in message_id if char.isprintable())
    return f"{mailbox.code}/{digest.hexdigest()[:40]}/{visible[:MOST_ID_CHARS]}"


def client_of(head: ParsedMail) -> str:
    """Return whom a flood would come from: the sender's address, as a column can hold it."""
    return head.from_.address.lower().replace("\0", "")[:64]


def head_of(raw: bytes) -> bytes:
    """Return the headers; of what has none, as much as headers may take."""
    found = HEAD_END.search(raw, 0, MOST_HEAD_BYTES)
    return raw[: found.end()] if found else raw[:MOST_HEAD_BYTES]


def _kept(raw: bytes) -> dict[str, str]:
    if len(raw) <= MOST_IN_A_ROW:
        return {"mail": base64.b64encode(raw).decode()}
    sha256 = hashlib.sha256(raw).hexdigest()
    name = f"mail/{sha256[:2]}/{sha256}.eml"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(raw))
    return {"file": name}


def raw_mail(submission: Submission) -> bytes:
    """Return a kept mail, byte for byte. Raises KeyError when the submission holds none."""
    if "file" in submission.raw:
        with default_storage.open(submission.raw["file"]) as opened:
            return opened.read()
    return base64.b64decode(submission.raw["mail"])
