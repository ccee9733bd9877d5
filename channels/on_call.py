"""The way out to programs that call people: what is at risk, as signed JSON."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from channels import needless
from channels.ways.posting import post
from channels.webhook.signing import sign
from tickets.models import Delivery, OnCallWebhook, SlaClock, Ticket
from tickets.outbox import NotNeeded, PermanentFailure, event_of, ticket_id_of
from tickets.secrets import SecretMissing, secret_in


def call_out(delivery: Delivery) -> None:
    """Post a warning or breach; one about a promise kept meanwhile is dropped.

    Raises NotNeeded, PermanentFailure when the webhook refuses or its secret is missing, an OSError
    when later may help.
    """
    webhook = OnCallWebhook.objects.get(pk=int(delivery.recipient.partition(":")[2]))
    if not webhook.is_active:
        raise NotNeeded(needless.PAGER_OFF.said(webhook=webhook.name_en))
    body = json.dumps(_alarm(delivery), ensure_ascii=False).encode()
    post(webhook.url, body, _headers(webhook, delivery, body))


def _alarm(delivery: Delivery) -> dict[str, Any]:
    """What is told: enough to know how urgent it is and where, nothing of the customer."""
    data = event_of(delivery).data
    ticket = Ticket.objects.select_related("tier", "team").get(pk=ticket_id_of(delivery))
    clock = SlaClock.objects.get(ticket=ticket, metric=data["metric"], cycle=data["cycle"])
    if not clock.is_live:
        raise NotNeeded(needless.CLOCK_STOPPED.english)
    return {
        "id": delivery.key,
        "event": event_of(delivery).code,
        "ticket": ticket.number,
        "metric": clock.metric,
        "level": data["level"],
        "repeat": data.get("repeat", 0),
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "is_breached": clock.breached_at is not None,
        "tier": ticket.tier_id,
        "team": ticket.team.name_en,
        "url": settings.SITE_URL + reverse("desk:ticket", args=[ticket.pk]),
    }


def _headers(webhook: OnCallWebhook, delivery: Delivery, body: bytes) -> dict[str, str]:
    try:
        secret = secret_in(webhook.secret_variable)
    except SecretMissing as error:
        raise PermanentFailure(str(error)) from error
    moment = str(int(timezone.now().timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": delivery.key,
        "X-Desk-Timestamp": moment,
        "X-Desk-Signature": f"sha256={sign(secret, moment, body)}",
    }
