"""Files that came with a form and are stored already: carried from page to page, signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels.refusals import note_refused_file
from tickets.models import StoredFile
from tickets.sentences import Sentence
from tickets.uploads import ACCEPT, RefusedFile, clean_name, store_upload

SALT = "channels.web.kept"
MOST_FILES = 5
TOO_MANY = Sentence(
    gettext_noop("We take %(most)s files at once. Send the others in a reply later.")
)


@dataclass(frozen=True)
class KeptFile:
    """A stored file with the name its sender gave it. `token` is what the page carries.

    `field` is the field of the form that asked for it; empty for the common picker.
    """

    sha256: str
    name: str
    size: int
    field: str = ""

    @property
    def token(self) -> str:
        return signing.dumps(
            [self.sha256, self.name, self.size, self.field], salt=SALT, compress=True
        )

    @property
    def words(self) -> str:
        return f"{self.name}, {filesizeformat(self.size)}"

    @classmethod
    def from_token(cls, token: str) -> KeptFile | None:
        """Return the file a page carried; None for a token we didn't make."""
        try:
            return cls(*signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError):
            return None


def picker(kept: Sequence[KeptFile] = ()) -> dict[str, Any]:
    """Return what channels/web/files.html shows."""
    limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
    hint = _("Up to %(most)d files of %(limit)s each.") % {"most": MOST_FILES, "limit": limit}
    return {"accept": ACCEPT, "files_hint": hint, "kept": kept}


@dataclass(frozen=True)
class Upload:
    """What came from a file picker; `field` is the one that asked for it, if not the common one."""

    file: UploadedFile
    field: str = ""
    is_voice: bool = False


def gather(
    data: QueryDict, uploads: Iterable[Upload], *, at: datetime, channel: str
) -> tuple[list[KeptFile], dict[str, list[str]]]:
    """Store what was uploaded and return (files kept so far, refusals in words by field).

    `kept` in the data are files of the pages before, `drop` those the sender took away again.
    """
    dropped = set(data.getlist("drop"))
    before = (KeptFile.from_token(token) for token in data.getlist("kept") if token not in dropped)
    kept = {(file.field, file.sha256): file for file in before if file is not None}
    refusals: dict[str, list[str]] = {}
    for upload in uploads:
        try:
            file = _keep(upload, kept.values(), at=at)
        except RefusedFile as refusal:
            refusals.setdefault(upload.field, []).append(str(refusal))
        else:
            kept = _with(kept, file)
    if refusals:
        note_refused_file(channel, at=at)
    return list(kept.values()), refusals


def _keep(upload: Upload, kept: Iterable[KeptFile], *, at: datetime) -> KeptFile:
    """Store one file. Raises RefusedFile."""
    common = [file for file in kept if not file.field]
    if not upload.field and len(common) >= MOST_FILES:
        raise RefusedFile(TOO_MANY, most=MOST_FILES)
    stored = store_upload(upload.file, at=at, is_voice=upload.is_voice)
    return KeptFile(stored.pk, clean_name(upload.file.name or ""), stored.size, upload.field)


def _with(kept: dict[tuple[str, str], KeptFile], file: KeptFile) -> dict[tuple[str, str], KeptFile]:
    """A field of its own holds one file: a newer one takes the place of what lay there."""
    others = {key: each for key, each in kept.items() if not file.field or key[0] != file.field}
    return others | {(file.field, file.sha256): file}


def stored_files(kept: Sequence[KeptFile]) -> list[tuple[StoredFile, str]]:
    """Return the stored files behind kept ones, with their senders' names."""
    if not kept:
        return []
    rows = StoredFile.objects.in_bulk([file.sha256 for file in kept])
    return [(rows[file.sha256], file.name) for file in kept if file.sha256 in rows]
