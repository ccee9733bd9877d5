"""Answers to reviews and mentions: posted where they stand, through the webhook they came by.

In public, so only what an agent wrote leaves: no link, no number, nothing of the customer.
"""

from __future__ import annotations

import hashlib
import json

from django.utils import timezone

from channels import health
from channels.models import Post, Webhook
from channels.ways.blanks import all_filled
from channels.ways.posting import post as hand_in
from channels.webhook.signing import sign
from tickets.kept_sql import Kept
from tickets.models import Ticket
from tickets.outbox import PermanentFailure
from tickets.secrets import SecretMissing, secret_in

_posts = Kept(
    lambda ticket: (
        Post.objects.filter(ticket=ticket).select_related("webhook__channel").order_by("pk")[:1]
    )
)


def post_of(ticket: Ticket) -> Post | None:
    """Return the review or mention that a ticket came from, if it came from one."""
    found: Post | None = _posts.first(ticket.pk)
    return found


def is_answered_from_here(post: Post) -> bool:
    return post.webhook.is_active and bool(post.webhook.answer_url)


def publish(post: Post, *, text: str, key: str) -> None:
    """Post an answer; `key` is the same at each repeat. Raises PermanentFailure, OSError."""
    webhook, at = post.webhook, timezone.now()
    try:
        _post(webhook, _body(post, text, key), key)
    except (PermanentFailure, OSError) as error:
        health.failed(webhook.channel.code, webhook.code, at=at, error=str(error))
        raise
    health.succeeded(webhook.channel.code, webhook.code, at=at)


def _post(webhook: Webhook, body: bytes, key: str) -> None:
    try:
        secret = secret_in(webhook.secret_variable)
    except SecretMissing as error:
        raise PermanentFailure(str(error)) from error
    moment = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": _name(key),
        webhook.timestamp_header: moment,
        webhook.signature_header: f"sha256={sign(secret, moment, body)}",
    }
    hand_in(webhook.answer_url, body, headers)


def _body(post: Post, text: str, key: str) -> bytes:
    blanks = {"post": post.external_id, "url": post.url, "text": text, "id": _name(key)}
    return json.dumps(all_filled(post.webhook.answer_fields, blanks), ensure_ascii=False).encode()


def _name(key: str) -> str:
    """A Message-ID tells a stranger the desk's mail domain; its digest tells nothing."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
