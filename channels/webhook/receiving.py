"""Take a signed request in: stored as it came, split into its items, each opened by itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from channels import health, intake, raw_input
from channels.models import Submission, Webhook
from channels.webhook import reading

State = Submission.State


@dataclass(frozen=True)
class Receipt:
    """What became of a request and of each thing in it."""

    request: Submission
    parts: tuple[Submission, ...]
    is_new: bool

    @property
    def fault(self) -> str:
        """The reason when nothing in it could be understood; it is kept all the same."""
        if self.request.state == State.PARKED:
            return self.request.error
        if self.parts and all(part.state == State.PARKED for part in self.parts):
            return self.parts[0].error
        return ""


def receive(*, webhook: Webhook, body: bytes, at: datetime, client: str = "") -> Receipt:
    """Store a request whose signature was right, then open what is in it.

    The same body twice is one request; the same item in another body is one item.
    """
    request, is_new = intake.store(
        channel=webhook.channel,
        provider_id=f"{webhook.code}/request/{hashlib.sha256(body).hexdigest()}",
        raw={"webhook": webhook.code, **raw_input.of_body(body)},
        at=at,
        client=client,
    )
    request = intake.take_in(request, at=at)
    parts = tuple(intake.take_in(part, at=at) for part in _parts_of(request))
    receipt = Receipt(request, parts, is_new)
    _note_health(webhook, receipt, at=at)
    return receipt


def _parts_of(request: Submission) -> list[Submission]:
    if request.state != State.SPLIT:
        return []
    ids = [part.provider_id for part in reading.parts_of(intake.with_its_input(request))]
    parts = Submission.objects.filter(channel=request.channel, provider_id__in=ids)
    return list(parts.select_related("ticket").order_by("recorded_at", "provider_id"))


def _note_health(webhook: Webhook, receipt: Receipt, *, at: datetime) -> None:
    if receipt.fault:
        health.failed(webhook.channel.code, webhook.code, at=at, error=receipt.fault)
    else:
        health.succeeded(webhook.channel.code, webhook.code, at=at)
