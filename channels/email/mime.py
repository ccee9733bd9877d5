"""The tree of MIME parts of one raw mail, with bounded work. Pure.

Parts are ranges of the raw bytes: nothing is copied before a leaf is decoded. An outer boundary is
looked for before an inner one, so a missing inner end mark can't swallow what follows.
"""

import binascii
import re
from dataclasses import dataclass, field

from channels.email import limits
from channels.email.encoded_words import decode_base64
from channels.email.params import parse_value

HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
HEADER_END = re.compile(rb"(?:\r\n|\n)(?:\r\n|\n)|\r\r(?!\n)")
LINE_START = re.compile(rb"\r\n|\n|\r")
LIKELY_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=Content-)", re.IGNORECASE)
MESSAGE_TYPES = ("message/rfc822", "message/global", "message/news")
IDENTITY_ENCODINGS = (b"", b"7bit", b"8bit", b"binary")
BASE64_LINE = re.compile(rb"^[A-Za-z0-9+/=\s]*$")
# "--" ends the parts, also with rubbish behind it, but not as the start of a longer boundary.
END_TAIL = re.compile(rb"--(?![-\w])")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} .*$", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One part: headers as (lower name, raw value), and the range of its body in the raw mail."""

    headers: list
    start: int
    end: int
    content_type: str = "text/plain"
    params: dict = field(default_factory=dict)
    disposition: str = ""
    disposition_params: dict = field(default_factory=dict)
    children: list = field(default_factory=list)
    is_typed: bool = False

    def header(self, name):
        """The first value of the header (bytes), or b""."""
        return next((value for key, value in self.headers if key == name), b"")

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    @property
    def maintype(self):
        return self.content_type.partition("/")[0]

    @property
    def subtype(self):
        return self.content_type.partition("/")[2]

    @property
    def is_message(self):
        """A whole mail inside this one, in the plain: RFC 2046 allows it no encoding."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        return self.content_type in MESSAGE_TYPES and encoding in IDENTITY_ENCODINGS

    @property
    def filename(self):
        """The sender's name for the part, not yet made safe."""
        named = self.disposition_params.get("filename") or self.params.get("name")
        return named or self.disposition_params.get("name") or ""


class Reader:
    """Reads one mail; `parts` counts what was made, against `limits.MAX_PARTS`."""

    def __init__(self, raw, problems):
        self.raw = raw
        self.problems = problems
        self.parts = 0

    def read(self):
        start = _skip_envelope(self.raw)
        return self._part(start, min(len(self.raw), limits.MAX_MAIL_BYTES), 0, "text/plain")

    def body(self, part):
        """The decoded bytes of a leaf."""
        return transfer_decode(
            self.raw[part.start : part.end],
            part.header("content-transfer-encoding"),
            is_text=part.maintype == "text",
        )

    def _part(self, start, end, depth, default_type):
        self.parts += 1
        headers, body = read_headers(self.raw, start, end, self.problems)
        part = Part(headers, body, end, content_type=default_type)
        self._describe(part)
        if part.maintype == "multipart":
            self._split(part, depth)
        elif part.is_message and depth < limits.MAX_DEPTH and part.start < part.end:
            part.children.append(self._part(part.start, part.end, depth + 1, "text/plain"))
        return part

    def _describe(self, part):
        content_type = part.header("content-type")
        if content_type:
            part.is_typed = True
            kind, part.params = parse_value(content_type)
            part.content_type = kind if "/" in kind else _completed_type(kind)
        disposition = part.header("content-disposition")
        if disposition:
            part.disposition, part.disposition_params = parse_value(disposition)

    def _split(self, part, depth):
        if depth >= limits.MAX_DEPTH:
            self.problems.add(
                "too_deep", f"parts nested over {limits.MAX_DEPTH} deep were not opened"
            )
            part.content_type = "application/octet-stream"
            return
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for start, end in self._ranges(part):
            if self.parts >= limits.MAX_PARTS:
                self.problems.add(
                    "too_many_parts", f"only the first {limits.MAX_PARTS} parts were read"
                )
                break
            part.children.append(self._part(start, end, depth + 1, default))
        if not part.children:
            self.problems.add("multipart_without_parts", "its body was read as text")
            part.content_type = "text/plain"

    def _ranges(self, part):
        boundary = part.params.get("boundary", "").encode("utf-8", "surrogateescape")
        found = list(split_ranges(self.raw, boundary, part.start, part.end)) if boundary else []
        if found:
            return found
        likely = LIKELY_BOUNDARY.search(self.raw, part.start, part.end)
        if likely is None:
            return []
        self.problems.add("wrong_boundary", "the boundary was taken from the body")
        return list(split_ranges(self.raw, likely[1], part.start, part.end))


def split_ranges(raw, boundary, start, end):
    """(start, end) of each part between the boundary lines; an unclosed last part ends at `end`."""
    mark = b"--" + boundary
    opened = None
    position = raw.find(mark, start, end)
    while position != -1:
        line_end = raw.find(b"\n", position, end)
        line_end = end if line_end == -1 else line_end + 1
        tail = raw[position + len(mark) : min(line_end, position + len(mark) + 80)].strip()
        is_line = position == start or raw[position - 1 : position] in (b"\n", b"\r")
        if is_line and (not tail or END_TAIL.match(tail)):
            if opened is not None:
                yield opened, max(opened, _before_newline(raw, position))
            opened = None if tail else line_end
            if tail:
                reopened = raw.find(mark, line_end, end)
                if reopened == -1:
                    return
        position = raw.find(mark, line_end if is_line else position + 1, end)
    if opened is not None and opened < end:
        yield opened, end


def read_headers(raw, start, end, problems):
    """([(lower name, unfolded raw value)], where the body starts)."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return [], start + (1 if raw[start : start + 1] == b"\n" else 2)
    limit = min(end, start + limits.MAX_HEADER_BLOCK_BYTES)
    found = HEADER_END.search(raw, start, limit)
    block_end, body = (found.start(), found.end()) if found else (limit, limit)
    if found is None and limit < end:
        problems.add("header_block_too_long", "the rest of the headers was left out")
    block = raw[start:block_end]
    headers, consumed = _headers_of(block, problems)
    if consumed is not None:
        return headers, start + consumed
    return headers, body


def _headers_of(block, problems):
    """The headers, and the offset where text begins that can't be one (None: all were headers)."""
    headers: list[tuple[str, list[bytes]]] = []
    offset = 0
    for line in block.splitlines(keepends=True):
        bare = line.rstrip(b"\r\n")
        match = HEADER.match(bare if headers else bare.lstrip())
        if bare[:1] in (b" ", b"\t") and headers:
            _continue(headers, bare, problems)
        elif match and len(headers) < limits.MAX_HEADERS:
            headers.append(
                (match[1].decode("ascii").lower(), [match[2][: limits.MAX_HEADER_BYTES]])
            )
        elif match:
            problems.add("too_many_headers", f"only the first {limits.MAX_HEADERS} were read")
        elif bare.startswith(b"--") or not _resumes(block, offset + len(line)):
            problems.add("header_block_broken", "a line that is no header was taken as body")
            return _joined(headers), offset
        else:
            problems.add("header_line_ignored", "a line among the headers is no header")
        offset += len(line)
    return _joined(headers), None


def _resumes(block, offset):
    """True when the line at `offset` is a header, so that the one before was only junk."""
    following = block[offset : offset + 200]
    return bool(re.match(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]?", following))


def _continue(headers, line, problems):
    pieces = headers[-1][1]
    if sum(map(len, pieces[-1:])) + len(pieces) * 78 > limits.MAX_HEADER_BYTES:
        problems.add("header_too_long", f"a header over {limits.MAX_HEADER_BYTES} bytes was cut")
    else:
        pieces.append(line)


def _joined(headers):
    return [(name, b"".join(pieces).strip()) for name, pieces in headers]


def transfer_decode(data, encoding, is_text=False):
    """Undo the Content-Transfer-Encoding, forgiving what can be forgiven."""
    name = encoding.split(b";")[0].strip(b" \t\"'").lower()
    if name == b"base64":
        return _decode_base64_body(data, is_text)
    if name == b"quoted-printable":
        return binascii.a2b_qp(data)
    if name in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return uudecode(data)
    return data


def uudecode(data):
    """The first uuencoded file in `data`; what can't be decoded is skipped."""
    begin = UU_BEGIN.search(data)
    lines = data[begin.end() :].splitlines() if begin else data.splitlines()
    decoded = []
    for line in lines:
        if line.strip() == b"end":
            break
        decoded.append(_uu_line(line) if line else b"")
    return b"".join(decoded)


def _uu_line(line):
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        needed = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:needed])
        except binascii.Error:
            return b""


def _decode_base64_body(data, is_text):
    if BASE64_LINE.match(data):
        return decode_base64(data)
    if is_text and b" " in data.lstrip().split(b"\n", 1)[0].strip():
        return data  # plain words under a wrong label
    return decode_base64(_base64_only(data))


def _base64_only(data):
    """Without the readable footer that list software appends to encoded text."""
    kept: list[bytes] = []
    for line in data.splitlines(keepends=True):
        if kept and b" " in line.strip():
            break
        kept.append(line)
    return b"".join(kept)


def _completed_type(kind):
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
        kind, "text/plain" if not kind else "application/octet-stream"
    )


def _skip_envelope(raw):
    """Past blank lines, a byte order mark and an mbox "From " line."""
    start = 3 if raw[:3] == b"\xef\xbb\xbf" else 0
    while raw[start : start + 1] in (b"\r", b"\n"):
        start += 1
    if raw[start : start + 5] == b"From " or raw[start : start + 6] == b">From ":
        newline = raw.find(b"\n", start)
        start = newline + 1 if newline != -1 else start
    return start


def _before_newline(raw, position):
    if raw[position - 2 : position] == b"\r\n":
        return position - 2
    return position - 1 if position else position
