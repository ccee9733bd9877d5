"""Attachments of a mail become files of the desk, by the same checks as uploads."""

from __future__ import annotations

import mimetypes
import re
from datetime import datetime
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.utils.translation import gettext_noop

from channels.email.attachments import Attachment
from channels.email.parsing import ParsedMail
from tickets.models import StoredFile
from tickets.sentences import Sentence
from tickets.uploads import RefusedFile, clean_name, store_upload

MOST_FILES = 50
NOT_TAKEN = Sentence(gettext_noop("%(count)s more files were not taken."))
KEPT_WHOLE = Sentence(gettext_noop("The whole mail is kept as it came."))
CID = re.compile(r"""(\bsrc\s*=\s*["']?cid:)([^"'\s>]{1,255})""", re.IGNORECASE)

type TakenFile = tuple[StoredFile, str]


def keep_attachments(mail: ParsedMail, *, at: datetime) -> tuple[list[TakenFile], list[str]]:
    """Store what is taken; return it, and in kept sentences what is not. Twice stores once."""
    taken: list[TakenFile] = []
    refusals: list[str] = []
    for number, attachment in enumerate(mail.attachments[:MOST_FILES], start=1):
        name = name_of(attachment, number)
        try:
            taken.append((store_upload(ContentFile(attachment.content, name=name), at=at), name))
        except RefusedFile as refusal:
            refusals.append(refusal.kept)
    if len(mail.attachments) > MOST_FILES:
        rest = len(mail.attachments) - MOST_FILES
        refusals.append(NOT_TAKEN.said(count=rest))
    if refusals:
        refusals.append(KEPT_WHOLE.english)
    return taken, refusals


def with_named_pictures(html: str, mail: ParsedMail) -> str:
    """Name the pictures that stand in a mail by their SHA-256, as the desk finds them.

    Content-IDs are the sender's own and mean nothing outside of the mail (RFC 2392).
    """
    digests = {one.content_id: one.digest for one in mail.attachments if one.content_id}
    if not digests:
        return html
    return CID.sub(lambda found: f"{found[1]}{digests.get(unquote(found[2]), found[2])}", html)


def name_of(attachment: Attachment, number: int) -> str:
    """Return a safe name; one is made up for what its sender left nameless."""
    if attachment.filename:
        return clean_name(attachment.filename)
    return f"{number}{mimetypes.guess_extension(attachment.content_type) or ''}"
