"""The name of one filled form: the same form sent twice is one submission.

It is made with the page and says when, so that a form sent faster than anybody types can be asked
for once more. It is no secret and opens nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="channels.web.nonce")


@dataclass(frozen=True)
class Nonce:
    id: str
    made_at: datetime


def make_nonce(*, at: datetime) -> str:
    """Return the value of the hidden field of a fresh form."""
    return SIGNER.sign(f"{secrets.token_urlsafe(16)}.{int(at.timestamp())}")


def read_nonce(value: str) -> Nonce | None:
    """Return the nonce a form came with; None when it isn't one of ours."""
    try:
        name, _dot, seconds = SIGNER.unsign(value).rpartition(".")
    except BadSignature:
        return None
    return Nonce(name, datetime.fromtimestamp(int(seconds), tz=UTC))
