"""POST /hooks/CODE/: reviews, mentions and messages from programs that sign what they send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels import health
from channels.models import Webhook
from channels.ratelimit import client_digest, seconds_to_wait
from channels.webhook.receiving import Receipt, receive
from channels.webhook.signing import Replayed, WrongSignature, verify
from tickets.secrets import SecretMissing, secret_in
from tickets.sentences import in_readers_words

RATE = "1200/m"


class UnknownWebhook(APIException):
    status_code = 404
    default_detail = _("No active webhook has this address")


class BadSignature(APIException):
    status_code = 401
    default_detail = _("Wrong signature")


class ReplayedRequest(APIException):
    status_code = 401
    default_detail = _("Outside the time window")


class NotSetUp(APIException):
    status_code = 503
    default_detail = _("Not set up yet")


class TooLarge(APIException):
    status_code = 413
    default_detail = _("Too large")


class NothingUnderstood(APIException):
    status_code = 422
    default_detail = _("Kept, but not understood")


class WebhookView(APIView):
    """Check the signature over the bytes as they came; only then anything is kept or read."""

    authentication_classes: list[type] = []
    permission_classes: list[type] = []

    @extend_schema(exclude=True)
    def post(self, request: Request, code: str) -> Response:
        at = timezone.now()
        webhook = _webhook(code)
        if wait := seconds_to_wait("webhook", webhook.code, RATE):
            raise Throttled(wait=wait)
        body = _body(request)
        _check(webhook, request, body, at=at)
        client = client_digest(request._request)
        return _answer(receive(webhook=webhook, body=body, at=at, client=client))


def _webhook(code: str) -> Webhook:
    rows = Webhook.objects.select_related("channel")
    webhook = rows.filter(code=code, is_active=True, channel__is_active=True).first()
    if webhook is None:
        raise UnknownWebhook(_("Look in the admin under Webhooks for its code, and switch it on."))
    return webhook


def _body(request: Request) -> bytes:
    try:
        return request._request.body
    except RequestDataTooBig as error:
        raise TooLarge(_("Send fewer items in one request.")) from error


def _check(webhook: Webhook, request: Request, body: bytes, *, at: datetime) -> None:
    """Raises what the sender is told; the same stands with the channel for its administrator."""
    try:
        verify(
            secret=secret_in(webhook.secret_variable),
            timestamp=request.headers.get(webhook.timestamp_header, ""),
            signature=request.headers.get(webhook.signature_header, ""),
            body=body,
            at=at,
            window_seconds=webhook.window_seconds,
        )
    except SecretMissing as error:
        refuse(webhook, at, str(error), NotSetUp(_("The desk doesn't hold the secret yet.")))
    except WrongSignature:
        words = _(
            "Sign with HMAC-SHA256 over the time header, a dot and the body, with the secret of "
            "this webhook, and send it as hex in %(header)s."
        ) % {"header": webhook.signature_header}
        refuse(webhook, at, health.WRONG_SIGNATURE, BadSignature(words))
    except Replayed:
        words = _(
            "%(header)s has to hold the seconds since 1970, at most %(seconds)d seconds from now. "
            "Sign anew before you send again, and check the clock."
        ) % {"header": webhook.timestamp_header, "seconds": webhook.window_seconds}
        refuse(webhook, at, health.OUTSIDE_WINDOW, ReplayedRequest(words))


def refuse(webhook: Webhook, at: datetime, note: str, error: APIException) -> None:
    health.failed(webhook.channel.code, webhook.code, at=at, error=note)
    raise error


def _answer(receipt: Receipt) -> Response:
    if receipt.fault:
        words = _("It is kept as %(id)s. %(fault)s Mend the field mapping, then replay it.")
        raise NothingUnderstood(
            words % {"id": receipt.request.pk, "fault": in_readers_words(receipt.fault)}
        )
    answer = Response(_summary(receipt), status=202 if receipt.is_new else 200)
    if not receipt.is_new:
        answer["Idempotent-Replayed"] = "true"
    return answer


def _summary(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": str(receipt.request.pk),
        "state": receipt.request.state,
        "items": [
            {
                "id": part.provider_id.partition("/")[2],
                "state": part.state,
                "number": part.ticket.number if part.ticket else None,
            }
            for part in receipt.parts
        ],
    }
