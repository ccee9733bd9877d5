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
from django.utils.translation import gettext_noop

from tickets.models import StoredFile
from tickets.sentences import Sentence
from tickets.sound import holds_sound_only

# What is taken, with the endings such files have; the first is given to one with another.
ENDINGS = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "audio/mpeg": ("mp3", "mpga"),
    "audio/mp4": ("m4a", "mp4"),
    "audio/webm": ("webm", "weba"),
    "audio/m4a": ("m4a", "mp4"),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/aac": ("aac",),
    "audio/amr": ("amr",),
    "audio/x-wav": ("wav",),
    "audio/x-flac": ("flac",),
    "video/mp4": ("mp4", "m4v"),
    "video/webm": ("webm",),
    "video/quicktime": ("mov", "qt"),
    "video/x-m4v": ("m4v", "mp4"),
    "video/3gpp": ("3gp", "3gpp"),
    "application/pdf": ("pdf",),
    "application/msword": ("doc", "dot"),
    "application/vnd.ms-excel": ("xls", "xlt"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "dotx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "xltx"),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
}
ALLOWED = frozenset(ENDINGS)
# What the file picker offers; the content decides.
ACCEPT = "image/*,audio/*,video/*,.pdf,.doc,.docx,.xls,.xlsx,.odt,.ods"
HEAD_BYTES = 8192


EMPTY = Sentence(gettext_noop("“%(name)s” is empty. Choose it again."))
TOO_LARGE = Sentence(
    gettext_noop("“%(name)s” is larger than %(limit)s. Send a smaller version of it.")
)
STRANGE_KIND = Sentence(
    gettext_noop(
        "“%(name)s” is of a kind that we don't take. Send a picture, a sound, a video, "
        "a PDF or an office document."
    )
)
NO_SOUND = Sentence(
    gettext_noop("“%(name)s” is no sound recording. Record it here, or choose a sound file.")
)
INFECTED = Sentence(
    gettext_noop("“%(name)s” was found to hold %(finding)s before, so it isn't taken.")
)


class RefusedFile(Exception):
    """A file that isn't taken; `str(error)` tells its sender why and what to do.

    `kept` is the same to be written down, for readers of either language.
    """

    def __init__(self, why: Sentence, **blanks: object) -> None:
        super().__init__(why.told(**blanks))
        self.kept = why.said(**blanks)


def store_upload(upload: File, *, at: datetime, is_voice: bool = False) -> StoredFile:
    """Check a file and store it; the same bytes twice are one file. Raises RefusedFile.

    With `is_voice` only a sound recording will do.
    """
    name = clean_name(upload.name or "")
    if not upload.size:
        raise RefusedFile(EMPTY, name=name)
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise RefusedFile(TOO_LARGE, name=name, limit=limit)
    content_type = sniff(upload)
    if content_type not in ALLOWED:
        raise RefusedFile(STRANGE_KIND, name=name)
    if is_voice and not content_type.startswith("audio/"):
        raise RefusedFile(NO_SOUND, name=name)
    stored = store_bytes(upload, content_type=content_type, at=at)
    if stored.is_infected:
        raise RefusedFile(INFECTED, name=name, finding=stored.finding)
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


def honest_name(name: str, content_type: str) -> str:
    """Return a file's name with an ending of its kind: a GIF named `bill.html` is `bill.html.gif`.

    A file is taken for what its first bytes show. Saved under another kind's name it would be
    opened as that: one that is a picture and a page at once would run as a page.
    """
    endings = ENDINGS.get(content_type)
    if endings is None or name.rpartition(".")[2].lower() in endings:
        return name
    return f"{name}.{endings[0]}"
