"""Raw mail to what a ticket needs: the entry of the parser. Pure; never raises.

`parse` keeps what it can read and names the rest in `problems`. The words of a mail are never lost:
`text` is always the whole of it, `reply_text` only what is new.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.email import headers, limits
from channels.email.addresses import Address
from channels.email.attachments import Attachment
from channels.email.autoreply import is_automatic
from channels.email.bodies import Content, collect
from channels.email.bounces import is_bounce
from channels.email.failed_recipients import failed_recipients
from channels.email.html_text import html_to_text
from channels.email.mime import Part, Reader
from channels.email.quoting import is_forwarded_subject, split_reply
from channels.email.quoting_words import REPLY_MARK

NOBODY = Address("", "")
DELIVERY_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail. Ids come without angle brackets; `charset` is the label of the first text part.

    `is_auto_reply` is true for everything a machine sent, bounces included; `failed_recipients`
    are the addresses a bounce could not reach. `problems` are `code: sentence` for the operator.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_: Address = NOBODY
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    reply_text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    is_auto_reply: bool = False
    is_bounce: bool = False
    failed_recipients: tuple[str, ...] = ()
    charset: str = ""
    date: datetime | None = None
    problems: tuple[str, ...] = ()
    # Where servers say they delivered it: the plus address survives there when To was rewritten.
    delivered_to: tuple[Address, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What `manage.py parse_mail --json` prints, ready for JSON."""
        return {
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "from": _address_dict(self.from_),
            "to": [_address_dict(one) for one in self.to],
            "cc": [_address_dict(one) for one in self.cc],
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "reply_text": self.reply_text,
            "attachments": [
                {"filename": one.filename, "content_type": one.content_type, "size": one.size}
                for one in self.attachments
            ],
            "is_auto_reply": self.is_auto_reply,
            "is_bounce": self.is_bounce,
            "charset": self.charset,
            "date": self.date.isoformat() if self.date else None,
        }


# Whoever reads it by the names that `parse_mail --json` prints asks for `from`, a word that
# Python keeps for itself in its own grammar.
setattr(ParsedMail, "from", property(lambda mail: mail.from_))


def parse(raw: bytes) -> ParsedMail:
    """Read one raw mail, whatever it is."""
    problems = limits.Problems()
    if len(raw) > limits.MAX_MAIL_BYTES:
        problems.add("mail_too_large", f"only the first {limits.MAX_MAIL_BYTES} bytes were read")
    try:
        return _parse(raw, problems)
    except Exception as error:
        # The promise to callers: one strange mail must never stop the ones behind it. The raw mail
        # is kept, so a fixed parser can read it again.
        problems.add("parser_error", f"{type(error).__name__}: {error}"[:300])
        return ParsedMail(text=raw[:10_000].decode("latin-1"), problems=problems.as_tuple())


def _parse(raw: bytes, problems: limits.Problems) -> ParsedMail:
    reader = Reader(raw, problems)
    root = reader.read()
    content = collect(root, reader)
    subject, sender = headers.text(root, "subject"), headers.author(root)
    text, html = _words(content, problems)
    whole = "\n\n".join(filter(None, (text.strip("\n"), *content.enclosed)))
    bounced = is_bounce(root, sender, subject, whole)
    return ParsedMail(
        message_id=headers.message_id(root),
        in_reply_to=headers.message_id(root, "in-reply-to"),
        references=headers.message_ids(root, "references"),
        from_=sender,
        to=headers.people(root, "to"),
        cc=headers.people(root, "cc"),
        subject=subject,
        text=whole.replace(REPLY_MARK, ""),
        html=html,
        reply_text=_reply(content, text, html, subject) or ("" if text.strip() else whole),
        attachments=tuple(content.attachments),
        is_auto_reply=is_automatic(root, subject, bounced),
        is_bounce=bounced,
        failed_recipients=failed_recipients(root, subject, whole) if bounced else (),
        charset=content.charset,
        date=headers.date(root, problems),
        problems=_with_verdict(root, problems),
        delivered_to=_delivered_to(root),
    )


def _delivered_to(root: Part) -> tuple[Address, ...]:
    return tuple(one for name in DELIVERY_FIELDS for one in headers.people(root, name))


def _words(content: Content, problems: limits.Problems) -> tuple[str, str]:
    """(text, html); text made from HTML still carries REPLY_MARK."""
    html = "\n".join(content.html)
    text = "\n".join(content.plain)
    if not text.strip() and html:
        text, _ = html_to_text(html, problems)
    return text, html


def _reply(content: Content, text: str, html: str, subject: str) -> str:
    """Split the plain text; where it shows no quote, ask the HTML, whose containers are surer."""
    is_forwarded = is_forwarded_subject(subject)
    reply = split_reply(text, is_forwarded)
    if reply.is_cut or not html or not any(one.strip() for one in content.plain):
        return reply.text
    rendered, has_container = html_to_text(html)
    if has_container:
        from_html = split_reply(rendered, is_forwarded)
        if from_html.is_cut and from_html.text:
            return from_html.text
    return reply.text


def _with_verdict(root: Part, problems: limits.Problems) -> tuple[str, ...]:
    if not root.headers:
        problems.add("not_a_mail", "there are no headers: all of it was taken as text")
    return problems.as_tuple()


def _address_dict(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}
