"""Hand a letter to the mail server, as a part of its ticket's thread.

A mail's Message-ID follows from its delivery, so a repeat after a crash is recognisable as one.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.db.models.functions import Coalesce

from channels import troubles
from channels.email.rendering import Letter, render
from tickets.kept_sql import Kept
from tickets.models import Delivery, Message
from tickets.outbox import PermanentFailure

# Enough for every mail program to find the thread, and far below any limit on a header.
MAX_REFERENCES = 12
# What a server may answer about this one mail or address, and nothing will change it.
PERMANENT_FROM = 500


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who it is from and for, and the headers that place it."""

    to: str
    sender_name: str
    message_id: str
    # Left empty, the desk's own address.
    sender_address: str = ""
    reply_to: str = ""
    in_thread: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, bytes, str]] = ()


def message_id_of(delivery: Delivery) -> str:
    """Return the Message-ID of a delivery's mail: the same however often it is sent."""
    digest = hashlib.sha256(f"mail/{delivery.key}".encode()).hexdigest()
    return f"<{delivery.pk}.{digest[:20]}@{settings.MAIL_DOMAIN}>"


def mails_of(ticket_id: int) -> list[str]:
    """Return the Message-IDs of the ticket's public mails that arrived, oldest first."""
    return _mails.all(ticket_id)


_mails = Kept(
    lambda ticket: (
        Message.objects.filter(~Q(message_id=""), ticket=ticket, failed_at=None)
        .exclude(direction=Message.Direction.NOTE)
        .order_by(Coalesce("sent_at", "at"), "id")
        .values_list("message_id", flat=True)
    )
)


def send(letter: Letter, envelope: Envelope) -> None:
    """Send one letter. Raises PermanentFailure when the server will never take it."""
    mail = compose(letter, envelope)
    try:
        mail.send(using="default")
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _refused(code, words, error)
    except smtplib.SMTPDataError as error:
        _refused(error.smtp_code, error.smtp_error, error)
    except ValueError as error:
        raise PermanentFailure(troubles.NO_SUCH_ADDRESS.said(why=error)) from error


def _refused(code: int, words: bytes | str, error: smtplib.SMTPException) -> None:
    """5xx is for good; 4xx means later: the relay waits after an OSError."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if code < PERMANENT_FROM:
        raise OSError(troubles.MAIL_NOT_NOW.said(code=code, answer=text)) from error
    raise PermanentFailure(troubles.MAIL_REFUSED.said(code=code, answer=text)) from error


def compose(letter: Letter, envelope: Envelope) -> EmailMultiAlternatives:
    text, html = render(letter)
    mail = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=text,
        from_email=sender(envelope.sender_name, envelope.sender_address),
        to=[envelope.to],
        reply_to=[envelope.reply_to] if envelope.reply_to else None,
        headers={
            "Message-ID": envelope.message_id,
            **_thread_headers(envelope.in_thread),
            **envelope.headers,
        },
    )
    mail.attach_alternative(html, "text/html")
    for name, content, media_type in envelope.files:
        mail.attach(name, content, media_type)
    return mail


def sender(name: str, address: str = "") -> str:
    """Return the desk's address, or that of a mailbox, under a team's name."""
    own_name, own = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(display_name=_one_line(name) or own_name, addr_spec=address or own))


def own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _thread_headers(thread: Sequence[str]) -> dict[str, str]:
    if not thread:
        return {}
    kept = list(thread)
    if len(kept) > MAX_REFERENCES:
        kept = kept[:1] + kept[1 - MAX_REFERENCES :]
    return {"In-Reply-To": kept[-1], "References": " ".join(kept)}


def _one_line(text: str) -> str:
    return " ".join(text.split())
