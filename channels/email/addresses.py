"""Address lists as they really arrive: RFC 5322 read leniently, Chinese names, groups. Pure."""

import re
from dataclasses import dataclass

from channels.email import limits
from channels.email.encoded_words import decode_header

TOKEN = re.compile(
    rb"""
    "(?P<quoted>(?:[^"\\]|\\.)*)"
    | \((?P<comment>(?:[^()\\]|\\.|\([^()]*\))*)\)?
    | <(?P<angle>[^<>]*)>?
    | (?P<mark>[,;:])
    | (?P<word>=\?[^?\s]+\?[bBqQ]\?[^?]*\?=|[^\s"(<,;:]+)
    | (?P<blank>\s+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT = re.compile(rb"\([^()]*\)")
ROUTE = re.compile(rb"^(?:@[^:]*:)+")
EMAIL = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox; either half may be empty when the sender left it out."""

    name: str
    address: str

    def __str__(self):
        return f"{self.name} <{self.address}>" if self.name else self.address


def parse_addresses(value):
    """All mailboxes in a raw header value (bytes); groups are opened."""
    builder = _Mailbox()
    found: list[Address] = []
    for match in TOKEN.finditer(value):
        kind = match.lastgroup
        if kind == "mark" and (match["mark"] in b",;" or builder.is_group_name(value, match.end())):
            if match["mark"] in b",;":
                builder.finish_into(found)
            builder = _Mailbox()
            if len(found) >= limits.MAX_ADDRESSES:
                break
        elif kind:
            builder.add(kind, match[kind])
    builder.finish_into(found)
    return found


class _Mailbox:
    """Collects the tokens of one mailbox."""

    def __init__(self):
        self.phrase, self.comments, self.angle = [], [], None

    def add(self, kind, data):
        if kind == "angle":
            self.angle = data if b"@" not in (self.angle or b"") else self.angle
        elif kind == "comment":
            self.comments.append(data)
        elif b"@" in (self.angle or b""):
            return  # behind a whole mailbox, where a comma was forgotten
        elif kind == "quoted":
            self.phrase.append((kind, re.sub(rb"\\(.)", rb"\1", data, flags=re.DOTALL)))
        else:
            self.phrase.append((kind, data))

    def is_group_name(self, value, position):
        """`undisclosed-recipients:;` and `Team: a@b, c@d;`, but not a stray colon in a name."""
        if self.angle is not None or not self.phrase:
            return False
        return value.find(b";", position) != -1 or not value[position : position + 100].strip()

    def finish_into(self, found):
        mailbox = self._build()
        if mailbox is not None:
            found.append(mailbox)

    def _build(self):
        if self.angle is not None:
            address = ROUTE.sub(b"", COMMENT.sub(b"", self.angle).strip())
            name = self._phrase_text()
        else:
            address, name = self._bare()
        address = _address_text(address)
        if not name and self.comments:
            name = decode_header(b" ".join(self.comments))
        if not address and EMAIL.fullmatch(name):
            address, name = name, ""
        if not (name or address):
            return None
        return Address(_tidy_name(name), address)

    def _phrase_text(self):
        return decode_header(b"".join(data for _, data in self.phrase).strip())

    def _bare(self):
        """An address without angle brackets: `a@b (Name)`, `Name a@b`, `"a b"@c`."""
        joined = b"".join(
            b'"%s"' % data if kind == "quoted" else data for kind, data in self.phrase
        )
        words = joined.split()
        at = next((word for word in words if b"@" in word), None)
        if at is None:
            return b"", self._phrase_text()
        if len(words) > 1 and (at.startswith(b"@") or at.endswith(b"@")):
            return b"".join(words), ""
        others = b" ".join(word for word in words if word is not at)
        return at, decode_header(others).strip()


def _address_text(raw):
    text = decode_header(raw).strip().removeprefix("mailto:")
    if '"' not in text:
        text = re.sub(r"\s+", "", text)
    inner = EMAIL.search(text) if text.count("@") > 1 and '"' not in text else None
    return (inner[0] if inner else text).strip("<>'")


def _tidy_name(name):
    name = re.sub(r"\s+", " ", name).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name
