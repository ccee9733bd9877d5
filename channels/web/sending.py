"""From a page to a stored submission, and on to its ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from channels import intake, troubles
from channels.channel_book import active_channel
from channels.models import Channel, Submission
from channels.ratelimit import client_digest
from channels.web import proof
from channels.web.filling import Filled
from channels.web.forms import HONEYPOT
from channels.web.kept import KeptFile, stored_files
from channels.web.parsing import CHANNEL, COMPLAINT, REPLY
from tickets.models import Ticket


def send_complaint(request: HttpRequest, filled: Filled) -> Submission:
    """Store a filled form and open its ticket; return the submission.

    The same form with the same words is the same submission. With other words (somebody went back
    and added something) these are added to its ticket. Raises ProofRefused.
    """
    assert filled.nonce is not None  # what has none is asked for once more
    nonce, kept, at = filled.nonce.id, filled.kept, filled.at
    raw = _complaint(filled)
    if filled.spec.asks_proof:
        solved = proof.check(filled.data.get(proof.FIELD, ""), nonce=nonce, at=at)
        digest = intake.digest_of(raw, stored_files(kept))
        proof.spend(solved, nonce=nonce, digest=digest, at=at)
    channel = active_channel(CHANNEL)
    first, is_new = _store(request, channel, nonce, raw, kept, at)
    if is_new and filled.matter.cleaned_data.get(HONEYPOT):
        return intake.park(first.pk, reason=troubles.HIDDEN_FIELD.english)
    if not is_new and first.body_digest != intake.digest_of(raw, stored_files(kept)):
        return _send_addition(request, channel, first, raw, kept, at)
    return intake.take_in(first, at=at)


def _complaint(filled: Filled) -> dict[str, Any]:
    """Return what is kept of a filled form; answers to own fields stand apart, by their codes."""
    fields = {**filled.matter.cleaned_data, **filled.reach.cleaned_data}
    answers = {field.code: fields.pop(field.name, None) for field in filled.spec.own}
    raw: dict[str, Any] = {
        "type": COMPLAINT,
        "language": get_language() or "en",
        "fields": plain(fields),
    }
    raw |= {"form": filled.spec.version_id} if filled.spec.version_id is not None else {}
    raw |= {"store": filled.store.code} if filled.store else {}
    said = plain(answers)
    return raw | ({"answers": said} if said else {})


def _send_addition(
    request: HttpRequest,
    channel: Channel,
    first: Submission,
    raw: dict[str, Any],
    kept: Sequence[KeptFile],
    at: datetime,
) -> Submission:
    digest = intake.digest_of(raw, stored_files(kept))
    more = raw | {"adds_to": str(first.pk)}
    name = f"{first.provider_id}:{digest[:24]}"
    addition, _is_new = _store(request, channel, name, more, kept, at)
    return intake.take_in(addition, at=at)


def send_reply(
    request: HttpRequest,
    *,
    ticket: Ticket,
    nonce: str,
    text: str,
    kept: Sequence[KeptFile] = (),
    at: datetime,
) -> Submission:
    """Store a message of a status page and add it to its ticket; the same one twice is one."""
    raw = {
        "type": REPLY,
        "language": get_language() or "en",
        "ticket": ticket.pk,
        "fields": {"text": text},
    }
    channel = active_channel(CHANNEL)
    submission, _is_new = _store(request, channel, nonce, raw, kept, at)
    return intake.take_in(submission, at=at)


def _store(
    request: HttpRequest,
    channel: Channel,
    provider_id: str,
    raw: dict[str, Any],
    kept: Sequence[KeptFile],
    at: datetime,
) -> tuple[Submission, bool]:
    return intake.store(
        channel=channel,
        provider_id=provider_id,
        raw=raw,
        at=at,
        client=client_digest(request),
        files=stored_files(kept),
    )


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return form values as JSON can keep them; what was left empty is left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if value not in ("", None, False, [])
    }
