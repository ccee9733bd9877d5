"""Where raw input lies: small in its row, large or unfit for a row in storage, by its SHA-256.

A row holds up to 64 kB; a mail of 25 MB or a text with a null byte, which Postgres refuses in JSON,
lies in Django's storage under the digest of its canonical JSON. Readers don't see the difference:
`intake` puts it back before an adapter reads.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tickets.canonical import canonical

MOST_IN_A_ROW = 64 * 1024
NULL_BYTE = "\\u0000"


def put_away(raw: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return what the row keeps and the digest of what storage keeps; one of them is empty.

    The file lies there before the row does, so a crash between the two leaves a file too many and
    never a row without its input.
    """
    text = canonical(raw)
    content = text.encode("utf-8", "surrogatepass")
    if len(content) <= MOST_IN_A_ROW and _fits_postgres(text):
        return raw, ""
    digest = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_name(digest)):
        default_storage.save(_name(digest), ContentFile(content))
    return {}, digest


def _fits_postgres(text: str) -> bool:
    """JSON columns refuse the null character and half of a surrogate pair."""
    return NULL_BYTE not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def fetch(raw: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Return raw input as it was stored, wherever it lies."""
    if not digest:
        return dict(raw)
    with default_storage.open(_name(digest)) as opened:
        found: dict[str, Any] = json.loads(opened.read().decode("utf-8", "surrogatepass"))
    return found


def _name(digest: str) -> str:
    return f"raw/{digest[:2]}/{digest}"


# --- Bodies of requests ---------------------------------------------------------------------


def of_body(body: bytes) -> dict[str, str]:
    """Return a request's body as JSON can keep it, byte for byte."""
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def body_of(raw: Mapping[str, Any]) -> bytes:
    """Return the bytes that `of_body` kept."""
    if "body" in raw:
        return str(raw["body"]).encode()
    return base64.b64decode(raw["body_base64"])
