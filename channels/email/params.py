"""Values like `text/plain; charset=utf-8; name*0*=...`: RFC 2045 and RFC 2231, read leniently."""

import re
from urllib.parse import unquote_to_bytes

from channels.email.charsets import decode, guess
from channels.email.encoded_words import decode_header

PARAM = re.compile(
    rb"""(?<![^;\s"])([^\s=;"]{1,100})\s{0,20}=\s*("(?:[^"\\]|\\.)*"|[^;"]*(?:"[^;]*)?)""",
    re.DOTALL,
)
SEGMENT = re.compile(r"^(.+?)\*(\d+)?(\*)?$")
MAX_PARAMS = 200


def parse_value(value):
    """("text/plain", {"charset": "utf-8"}) from a raw Content-* header value."""
    main, _, rest = value.partition(b";")
    main = main.strip().strip(b"\"'").lower().decode("ascii", "replace")
    if "=" in main:  # `Content-Disposition: filename=x`, without a word of its own
        rest, main = value, ""
    elif b" " in value.partition(b";")[0].strip():
        main = main.split()[0]
        rest = value.strip().partition(b" ")[2]
    return main, _params(rest)


def _params(rest):
    plain: dict[str, bytes] = {}
    segments: dict[str, list[tuple[int, bool, bytes]]] = {}
    for count, match in enumerate(PARAM.finditer(rest)):
        if count >= MAX_PARAMS:
            break
        name = match[1].decode("ascii", "replace").lower().strip("'")
        raw = _unquote(match[2].strip())
        parts = SEGMENT.match(name)
        if parts is None:
            plain.setdefault(name, raw)
        else:
            segments.setdefault(parts[1], []).append(
                (int(parts[2] or 0), bool(parts[3] or parts[2] is None), raw)
            )
    result = {name: _text(raw) for name, raw in plain.items()}
    for name, found in segments.items():
        result[name] = _assemble(found)
    return result


def _unquote(raw):
    if raw[:1] == b'"' and raw[-1:] == b'"' and len(raw) > 1:
        raw = raw[1:-1]
        return re.sub(rb'\\(["\\])', rb"\1", raw)
    return raw.strip(b"\"'")


def _text(raw):
    return decode_header(raw)


def _assemble(found):
    """RFC 2231: numbered segments in order, percent-decoded where marked, one charset for all."""
    charset, data = "", b""
    for position, (_, is_extended, raw) in enumerate(sorted(found, key=lambda item: item[0])):
        if is_extended and position == 0 and raw.count(b"'") >= 2:
            label, _, raw = raw.split(b"'", 2)
            charset = label.decode("ascii", "replace")
        data += unquote_to_bytes(raw) if is_extended else raw
    if b"=?" in data:
        return decode_header(data)
    return (decode(data, charset) if charset else guess(data))[0]
