"""A program that signs what it posts, as a review platform or an SMS gateway would."""

from __future__ import annotations

import json
import time
from typing import Any

from django.http import HttpResponse
from django.test import Client

from channels.models import Channel, Webhook
from channels.webhook.signing import sign

SECRET_NAME = "FEEDBACK_DESK_SECRET_TEST_HOOK"
SECRET = "a-secret-of-the-test"
MAPPING = {
    "items": "$.data",
    "id": "$.id",
    "text": ["$.review.comment", "$.title"],
    "author": "$.user['screen name']",
    "author_id": "$.user.id",
    "url": "$.link",
    "rating": "$.review.stars",
    "reach": "$.user.followers",
    "at": "$.at",
}


def make_webhook(kind: str = "review", **fields: Any) -> Webhook:
    values = {
        "code": f"test_{kind}",
        "kind": kind,
        "channel": Channel.objects.get(code=fields.pop("channel", "social")),
        "secret_variable": SECRET_NAME,
        "mapping": MAPPING,
    }
    return Webhook.objects.create(**values | fields)


def review(number: str = "r1", stars: float | None = 1, text: str = "Arrived broken.") -> dict:
    return {
        "id": number,
        "review": {"comment": text, "stars": stars},
        "user": {"screen name": "Li Wei", "id": "u7", "followers": 12400},
        "link": f"https://reviews.test/{number}",
        "at": "2026-03-10T09:00:00+08:00",
    }


def post(
    webhook: Webhook | str,
    document: Any,
    *,
    secret: str = SECRET,
    age: float = 0,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    stamp = str(int(time.time() - age))
    given = {"X-Desk-Timestamp": stamp, "X-Desk-Signature": f"sha256={sign(secret, stamp, body)}"}
    return Client().post(
        f"/hooks/{webhook if isinstance(webhook, str) else webhook.code}/",
        body,
        content_type="application/json",
        headers=given | (headers or {}),
    )
