"""In which encoding a form is read: UTF-8, or what its sender says where that can be."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# An escape that some codecs would carry out stands for all of them.
ASCII = bytes(range(128)).replace(b"\\", b"") + rb"\x41"
NO_ASCII = b"\xff"
# Has no encoding but UTF-8 (URL Standard, 5.1), whatever stands beside it.
URLENCODED = "application/x-www-form-urlencoded"


class BodyEncodingMiddleware:
    """Read forms as UTF-8 whose Content-Type names what no browser writes.

    Django takes any codec there is by its name: `hex`, `idna` or `utf-16` failed in the middle of
    reading the body, and the page about that failed at the same place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.encoding
        if named and (request.content_type == URLENCODED or not is_of_text(named)):
            request.encoding = settings.DEFAULT_CHARSET
        return self.get_response(request)


@lru_cache(maxsize=64)
def is_of_text(encoding: str) -> bool:
    """Whether ASCII stands in it as it is, and what isn't in it can be told as such."""
    try:
        NO_ASCII.decode(encoding, "replace")
        return ASCII.decode(encoding) == ASCII.decode("ascii")
    except (LookupError, ValueError):
        return False
