"""Files from outside: known by what is in them, limited in size, stored once by their SHA-256."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime

import filetype
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tickets.models import StoredFile
from tickets.sound import holds_sound_only

ALLOWED = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/heic",
        "image/avif",
        "audio/mpeg",
        "audio/mp4",
        "audio/webm",
        "audio/m4a",
        "audio/ogg",
        "audio/aac",
        "audio/amr",
        "audio/x-wav",
        "audio/x-flac",
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "video/x-m4v",
        "video/3gpp",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)
# What the file picker offers; the content decides.
ACCEPT = "image/*,audio/*,video/*,.pdf,.doc,.docx,.xls,.xlsx,.odt,.ods"
HEAD_BYTES = 8192


class RefusedFile(Exception):
    """A file that isn't taken; `str(error)` tells its sender why and what to do."""


def store_upload(upload: File, *, at: datetime, is_voice: bool = False) -> StoredFile:
    """Check a file and store it; the same bytes twice are one file. Raises RefusedFile.

    With `is_voice` only a sound recording will do.
    """
    name = clean_name(upload.name or "")
    if not upload.size:
        raise RefusedFile(_("“%(name)s” is empty. Choose it again.") % {"name": name})
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise RefusedFile(
            _("“%(name)s” is larger than %(limit)s. Send a smaller version of it.")
            % {"name": name, "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    content_type = sniff(upload)
    if content_type not in ALLOWED:
        raise RefusedFile(
            _(
                "“%(name)s” is of a kind that we don't take. Send a picture, a sound, a video, "
                "a PDF or an office document."
            )
            % {"name": name}
        )
    if is_voice and not content_type.startswith("audio/"):
        raise RefusedFile(
            _("“%(name)s” is no sound recording. Record it here, or choose a sound file.")
            % {"name": name}
        )
    stored = store_bytes(upload, content_type=content_type, at=at)
    if stored.is_infected:
        raise RefusedFile(
            _("“%(name)s” was found to hold %(finding)s before, so it isn't taken.")
            % {"name": name, "finding": stored.finding}
        )
    return stored


def sniff(upload: File) -> str:
    """Return the content type that the first bytes show; an empty string for none we know.

    Phones and browsers put sound alone into the boxes of videos; that is a sound.
    """
    upload.seek(0)
    kind = filetype.guess(upload.read(HEAD_BYTES))
    content_type = kind.mime if kind else ""
    if content_type in ("video/webm", "video/mp4") and holds_sound_only(upload):
        content_type = content_type.replace("video/", "audio/")
    upload.seek(0)
    return content_type


def store_bytes(content: File, *, content_type: str, at: datetime) -> StoredFile:
    """Store content under its SHA-256, once. The file lies there before its row does."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    known = StoredFile.objects.filter(pk=sha256).first()
    if known is not None:
        return known
    content.seek(0)
    name = f"{sha256[:2]}/{sha256}"
    if not default_storage.exists(name):
        name = default_storage.save(name, content)
    file, _is_new = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "storage_name": name,
            "content_type": content_type,
            "size": content.size,
            "created_at": at,
        },
    )
    return file


def clean_name(name: str) -> str:
    """Return a sender's file name without path, control and direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"})
    return visible.strip()[:200] or "file"
