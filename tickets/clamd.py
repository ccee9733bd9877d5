"""Ask ClamAV's daemon about some bytes, over its socket, as `man clamd` describes INSTREAM."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

CONNECT_SECONDS, SCAN_SECONDS = 5, 120
MOST_ANSWER_BYTES = 4096


class ScannerAway(OSError):
    """clamd can't be asked now, or can't take this file; the message says what it answered."""


def finding_in(chunks: Iterable[bytes], *, address: str) -> str:
    """Return the name of what was found, or an empty string for a clean file.

    `address` is the path of a socket, or host:port. Raises ScannerAway.
    """
    try:
        with _connect(address) as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in filter(None, chunks):  # an empty one would end the stream
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except ScannerAway:
        raise
    except OSError as error:
        raise ScannerAway(f"clamd at {address} can't be asked: {error}") from error
    return _finding(answer)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
    else:
        host, _colon, port = address.rpartition(":")
        if not (host and port.isdecimal()):
            raise ScannerAway(f"{address!r} is neither the path of a socket nor host:port.")
        line = socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(SCAN_SECONDS)
    return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER_BYTES:
        part = line.recv(MOST_ANSWER_BYTES)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _finding(answer: str) -> str:
    """`stream: OK`, `stream: Eicar-Signature FOUND`, or an error in words."""
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise ScannerAway(f"clamd answered: {answer or 'nothing'}")
