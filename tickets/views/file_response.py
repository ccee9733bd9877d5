"""A stored file as an answer, whole or the part that was asked for: players ask for parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from tickets.models import StoredFile

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
CHUNK_BYTES = 65_536


def require_free(file: StoredFile) -> None:
    """Raises PermissionDenied, with words for whoever wanted the file."""
    if file.is_infected:
        raise PermissionDenied(
            _("This file holds %(finding)s and is in quarantine. Ask for another copy of it.")
            % {"finding": file.finding}
        )
    if file.is_held:
        raise PermissionDenied(
            _("This file is being looked through for viruses. Try again in a minute.")
        )


def file_response(
    request: HttpRequest, file: StoredFile, *, as_attachment: bool, filename: str
) -> FileResponse | StreamingHttpResponse | HttpResponse:
    """Send a file. One range of bytes is honoured (RFC 9110, 14.2); several mean all of it.

    Raises PermissionDenied for one that is held: in quarantine, or not looked through yet.
    """
    require_free(file)
    wanted = _range(request.headers.get("Range", ""), file.size)
    if wanted is not None and wanted[0] >= file.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    opened = default_storage.open(file.storage_name)
    whole = FileResponse(
        opened, as_attachment=as_attachment, filename=filename, content_type=file.content_type
    )
    whole["Accept-Ranges"] = "bytes"
    return whole if wanted is None else _part(whole, opened, wanted, file.size)


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last; None for all of it."""
    found = RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:  # the last so many
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if end > int(first) or int(first) >= size else None


def _part(
    whole: FileResponse, opened: File[Any], wanted: tuple[int, int], size: int
) -> StreamingHttpResponse:
    first, end = wanted
    part = StreamingHttpResponse(_bytes(opened, first, end), status=206)
    for name in ("Content-Type", "Content-Disposition", "Accept-Ranges"):
        part[name] = whole[name]
    part["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    part["Content-Length"] = str(end - first)
    return part


def _bytes(opened: File[Any], first: int, end: int) -> Iterator[bytes]:
    with opened:
        opened.seek(first)
        while first < end and (chunk := opened.read(min(CHUNK_BYTES, end - first))):
            first += len(chunk)
            yield chunk
