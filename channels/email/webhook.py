"""Mail that a provider receives for us and posts here, with its signature or a shared password.

django-anymail knows how each provider signs and what it posts; what it makes of that is taken in
like any other raw mail. The mailbox's variable holds Mailgun's signing key, or for the others the
`user:password` that stands in the address given to them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels import health, troubles
from channels.email.models import Mailbox
from channels.email.receiving import NotTakenIn, TooLarge, check, receive
from tickets.secrets import SecretMissing, secret_in

# JSON and forms carry files in base64, a third larger, with some words around.
ROOM = 1.5


def _with_password(view: type[AnymailCoreWebhookView]) -> Callable[[str], AnymailCoreWebhookView]:
    return lambda secret: view(webhook_secret=secret)


PROVIDERS: dict[str, Callable[[str], AnymailCoreWebhookView]] = {
    "mailgun": lambda secret: MailgunInboundWebhookView(webhook_signing_key=secret),
    "mailjet": _with_password(MailjetInboundWebhookView),
    "postmark": _with_password(PostmarkInboundWebhookView),
    "sendgrid": _with_password(SendGridInboundWebhookView),
    "sparkpost": _with_password(SparkPostInboundWebhookView),
}


@csrf_exempt  # providers hold no cookie of ours; they sign, or know a password
@require_http_methods(["HEAD", "POST"])
def posted_mail(request: HttpRequest, code: str, provider: str) -> HttpResponse:
    """Take in what a provider posts. Anything but 2xx makes it keep the mail and come again."""
    mailbox = Mailbox.objects.select_related("channel").filter(code=code).first()
    if mailbox is None or provider not in PROVIDERS or not mailbox.secret_variable:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    try:
        return _take(request, mailbox, PROVIDERS[provider])
    except NotTakenIn as error:
        return _plain(str(error), 503)
    except TooLarge as error:
        return _plain(str(error), 413)
    except SecretMissing as error:
        return _refused(mailbox, str(error), 503)
    except AnymailWebhookValidationFailure:
        return _refused(mailbox, troubles.WRONG_PASSWORD.english, 403)
    except (AnymailError, KeyError, ValueError) as error:
        words = troubles.STRANGE_POST.said(provider=provider, why=type(error).__name__)
        return _refused(mailbox, words, 400)


def _take(request: HttpRequest, mailbox: Mailbox, view_for: Callable[[str], Any]) -> HttpResponse:
    size = int(request.headers.get("Content-Length") or 0)
    check(mailbox, size=int(size / ROOM))
    view = view_for(secret_in(mailbox.secret_variable))
    # Read here, because Django lets forms without files be 2.5 MB only; the size is checked above.
    if request.content_type == "application/json":
        request._body = request.read()
    view.run_validators(request)
    for event in view.parse_events(request):
        message: AnymailInboundMessage = event.message
        receive(
            _raw_of(message),
            mailbox=mailbox,
            at=timezone.now(),
            recipient=message.envelope_recipient or "",
        )
    return HttpResponse()


def _raw_of(message: AnymailInboundMessage) -> bytes:
    """Return the mail; the same post twice gives the same bytes.

    A mail that is put together from a provider's fields gets boundaries by chance otherwise, and a
    post that is repeated after a time-out would be another mail.
    """
    parts = list(message.walk())
    said = "\0".join(str(part.get_payload()) for part in parts if not part.is_multipart())
    digest = hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    for number, part in enumerate(parts):
        if part.is_multipart() and part.get_boundary() is None:
            part.set_boundary(f"=_{digest}_{number}_=")
    return message.as_bytes()


def _refused(mailbox: Mailbox, words: str, status: int) -> HttpResponse:
    """Tell the provider, and the administrator on the system page."""
    health.failed(mailbox.channel.code, mailbox.code, at=timezone.now(), error=words)
    return _plain(words, status)


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
