"""Forms of pages that tell nobody where a request comes from.

A page behind a secret link is sent with `Referrer-Policy: no-referrer`, so that no other page ever
learns its address (SURVEYS.md 6.3). Browsers then name the origin of its forms "null", and Django's
check against forged forms refuses them. docs/decisions/0010 says why taking them is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

MARK = "takes_forms_without_origin"
NO_ORIGIN = "null"


def posted_without_origin[View: Callable[..., Any]](view: View) -> View:
    """Mark a view; decorators around it keep the mark as long as they use `functools.wraps`."""
    setattr(view, MARK, True)
    return view


class NoOriginMiddleware:
    """Fills in for marked views what the browser left out. Stands before Django's check, which
    then looks at the form's token as everywhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.META.get("HTTP_ORIGIN") == NO_ORIGIN and getattr(view, MARK, False):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
