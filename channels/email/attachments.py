"""Attachments of a mail: content, size, digest and a safe name. Pure."""

import hashlib
import re
from dataclasses import dataclass, field

from channels.email import limits
from channels.email.encoded_words import clean
from channels.email.mime import uudecode

SEPARATORS = re.compile(r"[/\\]")
UU_BEGIN = re.compile(r"^begin [0-7]{3,4} (\S.{0,199})$")
UU_LINE_CHARS = 62
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """`filename` is a bare name or "" when the sender gave none; `size` counts decoded bytes."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self):
        return len(self.content)

    @property
    def digest(self):
        """SHA-256 of the content, hexadecimal: the name it is stored under."""
        return hashlib.sha256(self.content).hexdigest()


def attachment_of(part, content):
    content_id = part.header("content-id").decode("ascii", "replace").strip().strip("<>")
    return Attachment(
        filename=safe_name(part.filename),
        content_type=clean(part.content_type)[:127],
        content=content,
        content_id=clean(content_id)[:255],
        is_inline=part.disposition == "inline" or bool(content_id),
    )


def safe_name(name):
    """The last path segment without control and direction marks; "" for none and for dots only."""
    base = SEPARATORS.split(INVISIBLE.sub("", name).strip())[-1].strip()
    if not base.strip("."):
        return ""
    if len(base) <= limits.MAX_FILENAME_CHARS:
        return base
    stem, dot, suffix = base.rpartition(".")
    suffix = dot + suffix if len(suffix) <= 10 else ""
    return (stem or base)[: limits.MAX_FILENAME_CHARS - len(suffix)] + suffix


def split_uuencoded(text):
    """(text, attachments): files that old programs write into the words, taken out of them."""
    if "\nbegin " not in f"\n{text}":
        return text, []
    kept: list[str] = []
    files: list[Attachment] = []
    opened = None
    for line in text.split("\n"):
        if UU_BEGIN.match(line):
            opened = len(kept)
        kept.append(line)
        if opened is None:
            continue
        if line.strip() == "end":
            files.append(_uuencoded_file(kept[opened:]))
            del kept[opened:]
            opened = None
        elif len(line) > UU_LINE_CHARS and not UU_BEGIN.match(line):
            opened = None
    return "\n".join(kept), files


def _uuencoded_file(lines):
    name = lines[0].split(" ", 2)[2]
    content = uudecode("\n".join(lines).encode())
    return Attachment(safe_name(name), "application/octet-stream", content)
