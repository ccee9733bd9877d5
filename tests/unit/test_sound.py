"""Which files hold sound alone, by their own lists of tracks."""

from __future__ import annotations

from io import BytesIO

import pytest

from tickets.sound import holds_sound_only

SOUND, PICTURES = 2, 1


def element(name: str, body: bytes, *, size: bytes | None = None) -> bytes:
    """An EBML element; a size of its own for streams, whose length isn't known."""
    length = bytes([0x80 | len(body)]) if size is None else size
    return bytes.fromhex(name) + length + body


def webm(*tracks: int, is_stream: bool = False) -> bytes:
    entries = [element("AE", element("D7", b"\x01") + element("83", bytes([t]))) for t in tracks]
    body = element("EC", bytes(20)) + element("1654AE6B", b"".join(entries))
    unknown = b"\x01" + b"\xff" * 7 if is_stream else None
    return element("1A45DFA3", element("4282", b"webm")) + element("18538067", body, size=unknown)


def box(name: str, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4) + name.encode() + body


def mp4(*kinds: str, ends_with_list: bool = False) -> bytes:
    handlers = [box("hdlr", bytes(8) + kind.encode() + bytes(12)) for kind in kinds]
    tracks = [box("trak", box("mdia", handler)) for handler in handlers]
    parts = [box("moov", b"".join(tracks)), box("mdat", bytes(300_000))]
    return box("ftyp", b"mp42" + bytes(8)) + b"".join(parts[::-1] if ends_with_list else parts)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (webm(SOUND), True),
        (webm(SOUND, is_stream=True), True),
        (webm(SOUND, PICTURES), False),
        (webm(PICTURES), False),
        (webm(), False),
        (mp4("soun"), True),
        (mp4("soun", ends_with_list=True), True),
        (mp4("soun", "vide"), False),
        (mp4("vide", ends_with_list=True), False),
        (b"", False),
        (b"\x1a\x45\xdf\xa3", False),
        *[(webm(SOUND)[:length], False) for length in range(4, 50, 3)],
        (b"\x1a\x45\xdf\xa3" + b"\xff" * 500, False),
        (b"\x00\x00\x00\x00ftypmp42" + bytes(100), False),
        (bytes(1000), False),
    ],
)
def test_only_sound_counts_as_sound(content: bytes, expected: bool) -> None:
    assert holds_sound_only(BytesIO(content)) is expected
