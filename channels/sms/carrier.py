"""Letters as text messages, through the gateway of a row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.utils import timezone

from channels import health, troubles
from channels.email.rendering import Letter
from channels.errands import Errand
from channels.models import SmsGateway
from channels.way_book import ways_out
from channels.ways.blanks import all_filled
from channels.ways.posting import post
from channels.ways.short import short_text
from channels.webhook.mapping import find
from tickets.models import ContactPoint, Ticket
from tickets.outbox import PermanentFailure
from tickets.secrets import SecretMissing, secret_in

MEDIA_TYPES = {
    SmsGateway.Format.JSON: "application/json; charset=utf-8",
    SmsGateway.Format.FORM: "application/x-www-form-urlencoded",
}


class SmsCarrier:
    def contact_of(self, ticket: Ticket) -> ContactPoint | None:
        """Return the customer's number: a proved one first, then the latest."""
        if gateway_of(ticket) is None:
            return None
        phones = ContactPoint.objects.filter(customer=ticket.customer_id, kind="phone")
        return phones.order_by("bounced_at", "verified_at", "-id").first()

    def line_of(self, ticket: Ticket, contact: ContactPoint) -> tuple[str, str]:
        gateway = gateway_of(ticket)
        return (gateway.channel.code, gateway.code) if gateway else ("sms", "")

    def send(
        self,
        errand: Errand,
        letter: Letter,
        *,
        files: Sequence[tuple[str, bytes, str]],
        headers: Mapping[str, str],
    ) -> None:
        """Post the short text. Files stay behind: the link leads to them."""
        gateway = gateway_of(errand.ticket)
        if gateway is None:
            raise PermanentFailure(troubles.NO_GATEWAY.english)
        text = short_text(letter, limit=gateway.most_characters)
        hand_in(gateway, to=errand.address, text=text, key=errand.mail_id)
        health.succeeded(gateway.channel.code, gateway.code, at=timezone.now())


def gateway_of(ticket: Ticket) -> SmsGateway | None:
    """Return the gateway of the channel a ticket came by, else any that is on."""
    gateways = ways_out().gateways
    return min(gateways, key=lambda row: row.channel.code != ticket.channel, default=None)


def hand_in(gateway: SmsGateway, *, to: str, text: str, key: str) -> None:
    """Hand one text over; `key` is the same at each repeat. Raises PermanentFailure, OSError."""
    blanks = {
        "to": dialled(to, gateway),
        "text": text,
        "id": hashlib.sha256(key.encode()).hexdigest()[:32],
        "secret": _secret(gateway),
    }
    headers = all_filled(gateway.headers, blanks)
    headers["Content-Type"] = MEDIA_TYPES[SmsGateway.Format(gateway.format)]
    fields = all_filled(gateway.fields, blanks)
    is_json = gateway.format == SmsGateway.Format.JSON
    body = json.dumps(fields, ensure_ascii=False) if is_json else urlencode(fields)
    answer = post(gateway.url, body.encode(), headers)
    if gateway.refusal_path:
        _look_for_refusal(gateway, answer)


def _look_for_refusal(gateway: SmsGateway, answer: bytes) -> None:
    try:
        refusal = find(gateway.refusal_path, json.loads(answer))
    except ValueError as error:
        raise PermanentFailure(
            troubles.GATEWAY_WITHOUT_JSON.said(answer=answer[:100].decode("utf-8", "replace"))
        ) from error
    if refusal:
        raise PermanentFailure(troubles.GATEWAY_REFUSED.said(answer=refusal))


def _secret(gateway: SmsGateway) -> str:
    if not gateway.secret_variable:
        return ""
    try:
        return secret_in(gateway.secret_variable)
    except SecretMissing as error:
        raise PermanentFailure(str(error)) from error


def dialled(number: str, gateway: SmsGateway) -> str:
    """Return a number with its country: `138 0013 8000` is +8613800138000.

    Raises PermanentFailure for what can't be a number.
    """
    digits = re.sub(r"\D", "", number)
    if not 5 <= len(digits) <= 18:
        raise PermanentFailure(troubles.NO_NUMBER.english)
    has_country = number.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if has_country else gateway.country_code + digits.lstrip("0")
    return f"+{digits}" if gateway.has_plus else digits
