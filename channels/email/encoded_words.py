"""Header values to text: RFC 2047 encoded words as senders really write them. Pure.

Tolerated: words glued together, inside quotes or with blanks in them, wrong padding, a lost end
mark, a character split over two words, raw 8-bit bytes around them.
"""

import binascii
import re

from channels.email.charsets import decode, guess

# The data ends at its mark, before the next word, or with the value.
WORD = re.compile(
    rb"=\?([^?\s]{1,60})\?([bBqQ])\?((?:(?!=\?[A-Za-z])[^?]|\?(?!=))*)(?:\?=|\Z|(?==\?))",
    re.DOTALL,
)
NOT_BASE64 = bytes(
    sorted(
        set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    )
)
CONTROLS = dict.fromkeys([*range(0x20), 0x7F], " ")


def decode_header(value):
    """The readable text of one raw, unfolded header value (bytes)."""
    if b"=?" not in value:
        return clean(_raw(value))
    pieces = []
    for charset, data in _joined(_tokens(value)):
        pieces.append(_raw(data) if charset is None else decode(data, charset)[0])
    return clean("".join(pieces))


def decode_base64(data):
    """Base64 with junk, blanks and wrong padding, as far as it goes."""
    data = data.translate(None, NOT_BASE64)
    remainder = len(data) % 4
    if remainder == 1:
        data = data[:-1]
    elif remainder:
        data += b"=" * (4 - remainder)
    return binascii.a2b_base64(data)


def clean(text):
    """Without control characters and folding blanks, so that nothing can smuggle in a line."""
    return " ".join(text.translate(CONTROLS).split(" ")).strip()


def _raw(data):
    return data.decode("ascii") if data.isascii() else guess(data)[0]


def _tokens(value):
    """(charset or None, bytes) in order; None is text outside encoded words."""
    position = 0
    for match in WORD.finditer(value):
        yield None, value[position : match.start()]
        charset, encoding, data = match.groups()
        yield charset.decode("ascii", "replace"), _unencode(encoding, data)
        position = match.end()
    yield None, value[position:]


def _unencode(encoding, data):
    if encoding in b"bB":
        return decode_base64(data)
    return binascii.a2b_qp(data.replace(b"\r", b"").replace(b"\n", b""), header=True)


def _joined(tokens):
    """Adjacent words of one charset as one run of bytes; blanks between words are dropped."""
    charset, run, blank = None, b"", b""
    for token_charset, data in tokens:
        if token_charset is None:
            if charset is not None and not data.strip():
                blank = data
                continue
            yield charset, run
            charset, run, blank = None, data, b""
        elif charset is not None and token_charset.lower() == charset.lower():
            run += data
        else:
            yield charset, run
            charset, run, blank = token_charset, data, b""
    yield charset, run
    if blank:
        yield None, blank
