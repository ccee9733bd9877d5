"""Whether a WebM or MP4 file holds sound alone, read from its own list of tracks. Pure.

WebM: RFC 8794 (EBML) and RFC 9559 (Matroska): Segment > Tracks > TrackEntry > TrackType.
MP4: ISO/IEC 14496-12: moov > trak > mdia > hdlr, whose handler says what the track holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.files import File

# Lists of tracks are small and stand early; beyond this nothing is looked for.
HEAD_BYTES = 262_144
MOST_BOXES = 200
EBML_MAGIC = b"\x1a\x45\xdf\xa3"
SEGMENT, TRACKS, TRACK_ENTRY, TRACK_TYPE = 0x18538067, 0x1654AE6B, 0xAE, 0x83
VIDEO, AUDIO = 1, 2


def holds_sound_only(file: BinaryIO | File[Any]) -> bool:
    """Return whether all tracks are sound. A file that can't be read doesn't count as sound."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kinds = set(_webm_kinds(head)) if head.startswith(EBML_MAGIC) else set(_mp4_kinds(file))
    return kinds in ({AUDIO}, {b"soun"})


# --- WebM -----------------------------------------------------------------------------------


def _webm_kinds(head: bytes) -> Iterator[int]:
    """Yield the type of every track."""
    for segment in _elements(head, SEGMENT):
        for tracks in _elements(segment, TRACKS):
            for entry in _elements(tracks, TRACK_ENTRY):
                yield from (int.from_bytes(body) for body in _elements(entry, TRACK_TYPE))


def _elements(data: bytes, wanted: int) -> Iterator[bytes]:
    """Yield the bodies of one kind of element on this level; what is cut off ends where it ends."""
    at = 0
    while at < len(data):
        name, after_name = _number(data, at, keeps_mark=True)
        size, after_size = _number(data, after_name, keeps_mark=False)
        if name is None:
            return
        end = len(data) if size is None else after_size + size
        if name == wanted:
            yield data[after_size:end]
        at = end


def _number(data: bytes, at: int, *, keeps_mark: bool) -> tuple[int | None, int]:
    """Read a number of variable length; None at the end, and for the size that means unknown."""
    if at >= len(data) or not data[at]:
        return None, len(data)
    length = 9 - data[at].bit_length()
    if at + length > len(data):  # cut off
        return None, len(data)
    value = int.from_bytes(data[at : at + length])
    mark = 1 << (7 * length)
    if not keeps_mark:
        value -= mark
        if value == mark - 1:
            return None, at + length
    return value, at + length


# --- MP4 ------------------------------------------------------------------------------------


def _mp4_kinds(file: BinaryIO | File[Any]) -> Iterator[bytes]:
    """Yield the handler of every track. The list may stand at the end, so boxes are hopped over."""
    at = 0
    for _box in range(MOST_BOXES):
        file.seek(at)
        size, name, header = _box_head(file.read(16))
        if size < header:
            return
        if name == b"moov":
            yield from _handlers(file.read(min(size, HEAD_BYTES * 16)))
            return
        at += size


def _box_head(head: bytes) -> tuple[int, bytes, int]:
    """Return (size, name, length of the head); a size of 0 where there is no box."""
    size, name = int.from_bytes(head[:4]), head[4:8]
    if size == 1 and len(head) == 16:
        return int.from_bytes(head[8:16]), name, 16
    return (size, name, 8) if len(head) >= 8 else (0, b"", 8)


def _handlers(moov: bytes) -> Iterator[bytes]:
    """A handler box: its name, version and flags (4), 4 bytes of zero, then what it handles."""
    at = moov.find(b"hdlr")
    while at >= 0:
        kind = moov[at + 12 : at + 16]
        if kind in (b"soun", b"vide"):
            yield kind
        at = moov.find(b"hdlr", at + 4)
