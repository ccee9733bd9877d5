"""Mails as customers' programs write them. A call states only what matters."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from channels.email.models import Mailbox
from channels.models import Channel
from tests.cast import START
from tests.support.mailbed import HOST, MailBed

SUPPORT = "support@harbour.test"
SECRET = "FEEDBACK_DESK_SECRET_SUPPORT"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
)


def mail(
    text: str = "My kettle leaks.",
    *,
    sender: str = "Rosa Delgado <rosa@example.test>",
    to: str = SUPPORT,
    subject: str = "A leaking kettle",
    message_id: str = "<one@example.test>",
    html: str = "",
    files: list[tuple[str, bytes, str]] | None = None,
    **headers: str,
) -> bytes:
    """Return a raw mail; further headers are given as `in_reply_to="<...>"`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(START)
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content, content_type in files or []:
        maintype, subtype = content_type.split("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def fetched_mailbox(bed: MailBed, **changes: object) -> Mailbox:
    """Return the row of the mailbox `support` on the test's own IMAP server, empty."""
    bed.empty("support")
    facts = {
        "code": "support",
        "address": SUPPORT,
        "channel": Channel.objects.get(code="email"),
        "host": HOST,
        "port": bed.imap_port,
        "tls": Mailbox.Tls.NONE,
        "user": "support",
        "secret_variable": SECRET,
    }
    return Mailbox.objects.create(**(facts | changes))
