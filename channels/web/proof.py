"""Proof of work in ALTCHA's protocol (version 1, SHA-256): a puzzle that costs a browser a second.

The puzzle's fields are those ALTCHA's own clients take. It is made for one filled form, by its
nonce, ends after two hours and counts once; nothing about its sender is kept or told to anybody.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from altcha import create_challenge_v1, verify_solution_v1
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from channels.web.models import SpentProof
from channels.web.nonce import read_nonce

FIELD = "altcha"
# On average half as many digests: well under a second on a laptop, about two on a phone.
MAX_NUMBER = 50_000
LASTS = timedelta(hours=2)


class ProofRefused(Exception):
    """The message says to the sender of a form what to do."""


@dataclass(frozen=True)
class Proof:
    """A solved puzzle that was checked, but not spent yet."""

    challenge: str
    expires_at: datetime


def make_challenge(nonce: str, *, at: datetime) -> dict[str, Any]:
    """Return a puzzle for one filled form, as ALTCHA's clients take it."""
    made = create_challenge_v1(
        algorithm="SHA-256",
        max_number=MAX_NUMBER,
        salt_length=12,
        hmac_key=_key(),
        salt="",
        number=None,
        expires=at + LASTS,
        params={"form": nonce},
    )
    return made.to_dict()


def puzzle(signed_nonce: str, *, at: datetime) -> str:
    """Return the puzzle for the form that a page is about to carry, as JSON."""
    nonce = read_nonce(signed_nonce)
    assert nonce is not None  # the page just made or checked it
    return json.dumps(make_challenge(nonce.id, at=at))


def check(payload: str, *, nonce: str, at: datetime) -> Proof:
    """Return the proof in what a page sent. Raises ProofRefused."""
    if not payload:
        raise ProofRefused(
            _(
                "Your browser did not do the small sum this form asks it for. Switch JavaScript "
                "on and press Send once more, or write to us another way: see the foot of this "
                "page."
            )
        )
    solution = _decoded(payload)
    is_right, _why = verify_solution_v1(cast(Any, solution), _key(), check_expires=False)
    _salt, _mark, params = str(solution.get("salt", "")).partition("?")
    facts = dict(part.partition("=")[::2] for part in params.split("&"))
    if not is_right or facts.get("form") != nonce:
        raise ProofRefused(_again())
    expires_at = datetime.fromtimestamp(int(facts["expires"]), tz=UTC)
    if expires_at <= at:
        raise ProofRefused(_again())
    return Proof(str(solution["challenge"]), expires_at)


def spend(proof: Proof, *, nonce: str, digest: str, at: datetime) -> None:
    """Let a proof count, once: the same form with the same words is still the same one.

    Raises ProofRefused when it was spent on something else.
    """
    SpentProof.objects.filter(expires_at__lt=at).delete()
    row, is_new = SpentProof.objects.get_or_create(
        challenge=proof.challenge,
        defaults={"nonce": nonce, "digest": digest, "expires_at": proof.expires_at},
    )
    if not is_new and (row.nonce, row.digest) != (nonce, digest):
        raise ProofRefused(_again())


def _decoded(payload: str) -> dict[str, Any]:
    try:
        solution = json.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        solution = None
    is_sound = isinstance(solution, dict) and isinstance(solution.get("salt"), str)
    return solution if is_sound else {}


def _again() -> str:
    return _("The sum your browser did was for another form, or too old. Press Send once more.")


def _key() -> str:
    """A key of its own, so that nothing else we sign can pass for a puzzle."""
    return salted_hmac("channels.web.proof", "altcha", algorithm="sha256").hexdigest()
