"""Which parts are the mail's words and which are attachments, and the words as text. Pure."""

from dataclasses import dataclass, field

from channels.email import limits
from channels.email.attachments import attachment_of
from channels.email.charsets import canonical, decode

REPORT_TEXTS = ("message/delivery-status", "message/disposition-notification")


@dataclass
class Content:
    """What a walk over the parts yields; `charset` is the label of the first text part."""

    plain: list = field(default_factory=list)
    html: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    charset: str = ""
    is_flowed: bool = False


def collect(root, reader):
    """Walk the tree in order; iterative, so that depth costs nothing."""
    content = Content()
    stack = [(root, False)]
    while stack:
        part, is_alternative = stack.pop()
        if part.children:
            inside = part.subtype == "alternative"
            stack.extend((child, inside) for child in reversed(part.children))
        elif part.maintype != "multipart":
            _take(part, content, reader, is_alternative)
    return content


def _take(part, content, reader, is_alternative):
    data = reader.body(part)
    if _is_body(part, content):
        text = _text_of(part, data, content, reader.problems)
        if part.content_type == "text/html":
            content.html.append(text)
        else:
            content.plain.append(text)
    elif data or part.filename:
        content.attachments.append(attachment_of(part, data))


def _is_body(part, content):
    if part.content_type not in ("text/plain", "text/html", "text/enriched", "text/richtext"):
        return False
    if part.disposition == "attachment":
        return False
    return not part.filename


def _text_of(part, data, content, problems):
    label = part.params.get("charset", "")
    text, codec = decode(data, label)
    if label and not canonical(label) and not data.isascii():
        problems.add("charset_unknown", f"{label[:40]!r} is unknown, read as {codec}")
    elif "�" in text:
        problems.add("charset_wrong", f"some bytes are not {codec}")
    if not content.charset:
        content.charset = (label.strip() or codec).lower()
    if "\x00" in text:
        problems.add("null_byte", "null bytes were removed from the text")
        text = text.replace("\x00", "")
    if len(text) > limits.MAX_TEXT_CHARS:
        problems.add(
            "text_too_long", f"only the first {limits.MAX_TEXT_CHARS} characters were kept"
        )
        text = text[: limits.MAX_TEXT_CHARS]
    return text.replace("\r\n", "\n").replace("\r", "\n")
