"""How many mails a second the parser reads on one core, beside the standard library's own reader.

    python -m bench.mail_parse [FOLDER]

FOLDER holds raw mails (`*/cases/*.eml`); without it the shared corpora beside the repository are
taken. The ceiling is `email.message_from_bytes` with every part decoded and nothing understood: no
charsets mended, no text from HTML, no reply split.
"""

import base64
import email
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from channels.email.parsing import parse

CORPORA = Path(__file__).parents[2] / "shared" / "corpora" / "mail"
ROUNDS = 3
BIG_ATTACHMENT_BYTES = 18_400_000  # 25 MB in base64


def read_mails(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*/cases/*.eml"))]


def decode_only(raw: bytes) -> None:
    for part in email.message_from_bytes(raw).walk():
        if not part.is_multipart():
            part.get_payload(decode=True)


def mails_a_second(reader: Callable[[bytes], Any], mails: Sequence[bytes]) -> float:
    """The best of some rounds, by CPU time, so that neighbours on the machine don't count."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for raw in mails:
            reader(raw)
        best = max(best, len(mails) / (time.process_time() - start))
    return round(best, 1)


def slowest_ms(mails: Sequence[bytes]) -> float:
    slowest = 0.0
    for raw in mails:
        start = time.process_time()
        parse(raw)
        slowest = max(slowest, time.process_time() - start)
    return round(slowest * 1000, 1)


def big_mail() -> bytes:
    head = b"From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    words = b"--b\r\nContent-Type: text/plain\r\n\r\nThe lamp is broken.\r\n"
    picture = b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + words + picture + base64.encodebytes(bytes(BIG_ATTACHMENT_BYTES)) + b"--b--\r\n"


def big_mail_costs() -> dict[str, float]:
    """What a mail of 25 MB takes at its peak, the raw bytes included, and how long.

    Python's own account of memory: a process's peak survives from whoever started it.
    """
    parse(b"Subject: warm\r\n\r\nup")
    raw = big_mail()
    start = time.process_time()
    parse(raw)
    seconds = time.process_time() - start
    tracemalloc.start()
    parse(raw)
    peak = tracemalloc.get_traced_memory()[1] + len(raw)
    tracemalloc.stop()
    return {"peak_mb": round(peak / 1_000_000, 1), "seconds": round(seconds, 2)}


def measure(folder: Path = CORPORA) -> dict[str, Any]:
    """Return figures for `bin/bench`; raises FileNotFoundError without mails."""
    mails = read_mails(folder)
    if not mails:
        raise FileNotFoundError(f"No mails in {folder}. Give a folder with */cases/*.eml.")
    return {
        "mails": len(mails),
        "megabytes": round(sum(map(len, mails)) / 1_000_000, 1),
        "ceiling_decode_only_per_second": mails_a_second(decode_only, mails),
        "parsed_per_second": mails_a_second(parse, mails),
        "target_per_second": 100,
        "slowest_ms": slowest_ms(mails),
        "mail_of_25_mb": big_mail_costs(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(Path, sys.argv[1:])), indent=2))
