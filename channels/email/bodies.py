"""Which parts are the mail's words and which are attachments, and the words as text. Pure."""

from dataclasses import dataclass, field

from channels.email import limits
from channels.email.attachments import attachment_of, split_uuencoded
from channels.email.charsets import canonical, decode
from channels.email.encoded_words import decode_header
from channels.email.html_text import html_to_text

TEXT_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext")
REPORT_TYPES = ("message/delivery-status", "message/disposition-notification")
SHOWN_HEADERS = ("from", "to", "cc", "date", "subject")


@dataclass
class Content:
    """What a walk over the parts yields; `charset` is the label of the first text part.

    `enclosed` holds texts that came along: mails inside this one and text files shown inline.
    """

    plain: list = field(default_factory=list)
    html: list = field(default_factory=list)
    enclosed: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    charset: str = ""


def collect(root, reader):
    """Walk the tree in order; iterative, so that depth costs nothing."""
    content = Content()
    stack = [(root, False)]
    while stack:
        part, is_enclosed = stack.pop()
        if part.is_message and part.children:
            _take_message(part, content, reader)
            is_enclosed = True
        if part.children:
            stack.extend((child, is_enclosed) for child in reversed(part.children))
        elif part.maintype != "multipart":
            _take(part, content, reader, is_enclosed)
    return content


def _take_message(part, content, reader):
    """A mail inside the mail: kept as a file, its words shown below ours."""
    content.attachments.append(attachment_of(part, reader.body(part)))
    inner = part.children[0]
    lines = [f"{name.title()}: {decode_header(inner.header(name))}" for name in SHOWN_HEADERS]
    content.enclosed.append("\n".join(line for line in lines if not line.endswith(": ")))


def _take(part, content, reader, is_enclosed):
    data = reader.body(part)
    if part.content_type in TEXT_TYPES and part.disposition != "attachment":
        _take_text(part, data, content, reader.problems, is_enclosed)
    elif part.content_type in REPORT_TYPES and not part.filename:
        content.enclosed.append(_text_of(part, data, content, reader.problems))
        return
    if _is_file(part) and (data or part.filename):
        content.attachments.append(attachment_of(part, data))


def _is_file(part):
    is_text = part.content_type in TEXT_TYPES and part.disposition != "attachment"
    return bool(part.filename) or not is_text


def _take_text(part, data, content, problems, is_enclosed):
    text = _text_of(part, data, content, problems)
    is_html = part.content_type == "text/html"
    if is_enclosed or (part.filename and (content.html if is_html else content.plain)):
        content.enclosed.append(html_to_text(text, problems)[0] if is_html else text)
    elif is_html:
        content.html.append(text)
    else:
        text, files = split_uuencoded(text)
        content.plain.append(text)
        content.attachments.extend(files)


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
