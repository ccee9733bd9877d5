"""Hand something in at somebody else's house by HTTP, and say which failures are for good."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from channels import troubles
from channels.ways.outside import OPENER
from tickets.outbox import PermanentFailure

TIMEOUT_SECONDS = 10
MOST_BYTES = 256 * 1024
# Refusals that say "later": timed out, too early, too many.
LATER = frozenset({408, 425, 429})


def post(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """POST a body and return the answer's. Raises PermanentFailure, or an OSError for later."""
    if not url.startswith(("https://", "http://")):
        raise PermanentFailure(troubles.NO_URL.said(url=url))
    request = urllib.request.Request(url, body, dict(headers), method="POST")
    try:
        with OPENER.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return bytes(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        words = error.read(300).decode("utf-8", "replace")
        if error.code < 500 and error.code not in LATER:
            raise PermanentFailure(troubles.REFUSED.said(code=error.code, answer=words)) from error
        raise ConnectionError(troubles.NOT_NOW.said(code=error.code, answer=words)) from error
    except urllib.error.URLError as error:
        words = troubles.NO_CONNECTION_TO.said(server=urlsplit(url).netloc, why=error.reason)
        raise ConnectionError(words) from error
