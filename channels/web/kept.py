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

from tickets.models import StoredFile
from tickets.uploads import ACCEPT, RefusedFile, clean_name, store_upload

SALT = "channels.web.kept"
MOST_FILES = 5


@dataclass(frozen=True)
class KeptFile:
    """A stored file with the name its sender gave it. `token` is what the page carries."""

    sha256: str
    name: str
    size: int

    @property
    def token(self) -> str:
        return signing.dumps([self.sha256, self.name, self.size], salt=SALT, compress=True)

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


def gather(
    data: QueryDict, uploads: Iterable[UploadedFile], *, at: datetime
) -> tuple[list[KeptFile], list[str]]:
    """Store what was uploaded and return (files kept so far, refusals in words).

    `kept` in the data are files of the pages before, `drop` those the sender took away again.
    """
    dropped = set(data.getlist("drop"))
    before = (KeptFile.from_token(token) for token in data.getlist("kept") if token not in dropped)
    kept = {file.sha256: file for file in before if file is not None}
    refusals = []
    for upload in uploads:
        if len(kept) >= MOST_FILES:
            refusals.append(
                _("We take %(most)d files at once. Send the others in a reply later.")
                % {"most": MOST_FILES}
            )
            break
        try:
            stored = store_upload(upload, at=at)
        except RefusedFile as refusal:
            refusals.append(str(refusal))
        else:
            kept[stored.pk] = KeptFile(stored.pk, clean_name(upload.name or ""), stored.size)
    return list(kept.values()), refusals


def stored_files(kept: Sequence[KeptFile]) -> list[tuple[StoredFile, str]]:
    """Return the stored files behind kept ones, with their senders' names."""
    if not kept:
        return []
    rows = StoredFile.objects.in_bulk([file.sha256 for file in kept])
    return [(rows[file.sha256], file.name) for file in kept if file.sha256 in rows]
