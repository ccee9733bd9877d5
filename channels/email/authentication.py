"""What our own receiving server found out about a sender: SPF, DKIM and DMARC (RFC 8601). Pure.

Anybody can write an Authentication-Results header. Only the topmost one of the server that an
administrator has named counts; a server that writes them removes those that claim to be its own.
"""

from __future__ import annotations

import re
from email import message_from_bytes

COMMENT = re.compile(r"\([^()]*\)")
RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
FAILED = frozenset({"fail", "softfail", "permerror"})


def failed_checks(head: bytes, *, receiver: str) -> tuple[str, ...]:
    """Return which checks say that the sender isn't who they claim; none is the usual case.

    DMARC decides where there is a result of it; else SPF does unless a signature (DKIM) holds:
    forwarded mail fails SPF and is genuine.
    """
    found = _results(head, receiver)
    if found.get("dmarc", "none") != "none":
        return _named(found) if found["dmarc"] in FAILED else ()
    is_signed = found.get("dkim") == "pass"
    return () if is_signed or found.get("spf") not in FAILED else _named(found)


def _results(head: bytes, receiver: str) -> dict[str, str]:
    if not receiver:
        return {}
    for value in message_from_bytes(head).get_all("Authentication-Results", []):
        words = COMMENT.sub(" ", str(value))
        server, _, results = words.partition(";")
        if server.split()[:1] == [receiver] or server.strip().lower() == receiver.lower():
            return {name.lower(): result.lower() for name, result in RESULT.findall(results)}
    return {}


def _named(found: dict[str, str]) -> tuple[str, ...]:
    return tuple(name.upper() for name, result in found.items() if result in FAILED)
