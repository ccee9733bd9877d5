"""A form inside somebody else's page: which sites may show it, and that it is ours that sends it.

A frame of another site gets no cookies of ours, so the usual check against forged requests can't
work there. Nothing in these pages depends on who is signed in; what is checked is that the page
that sends the form is our own (its `Origin`), and that the browser shows it only where a form's
list of sites allows it (`frame-ancestors`, and the address a frame was opened from).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

# A scheme, a host, perhaps a port: https://www.example.com, http://localhost:8080
ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")


def is_origin(text: str) -> bool:
    return ORIGIN.fullmatch(text) is not None


def frameable(answer: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let pages of these sites show the answer in a frame."""
    policy = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF, *origins]}
    answer._csp_config = policy  # type: ignore[attr-defined]  # what csp_override sets, by row
    answer.xframe_options_exempt = True
    return answer


def own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def is_sent_by_us(request: HttpRequest) -> bool:
    """Whether the page that sent this is ours. Browsers name its origin with every POST."""
    return request.headers.get("Origin") == own_origin(request)


def is_opened_elsewhere(request: HttpRequest, origins: Sequence[str]) -> bool:
    """Whether a page that may not show the form asks for it, as far as the browser says."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    if not referrer.netloc:
        return False
    return f"{referrer.scheme}://{referrer.netloc}" not in (own_origin(request), *origins)
