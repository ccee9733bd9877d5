"""The signature of a request: HMAC-SHA256 over its time, a dot and its body. Pure.

The same shape that most senders of webhooks use; the time is signed with the body so that a request
caught on its way can't be sent again later.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

SCHEMES = ("sha256=", "v1=")


class WrongSignature(Exception):
    """The signature isn't there, or wasn't made with this secret over this body."""


class Replayed(Exception):
    """Signed too long ago, or ahead of time."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature as lower-case hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def verify(
    *,
    secret: str,
    timestamp: str,
    signature: str,
    body: bytes,
    at: datetime,
    window_seconds: int,
) -> None:
    """Check a request against its secret and the clock. Raises WrongSignature, Replayed.

    The signature comes first: only its sender is told that a request is too old.
    """
    given = signature.strip()
    for scheme in SCHEMES:
        given = given.removeprefix(scheme)
    expected = sign(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), given.lower().encode()):
        raise WrongSignature
    # Signed, so from our own sender: seconds since 1970, or nothing that can be checked.
    if not timestamp.isdecimal() or abs(at.timestamp() - int(timestamp)) > window_seconds:
        raise Replayed
