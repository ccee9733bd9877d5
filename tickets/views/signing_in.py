"""What somebody meets who isn't signed in, or not any more."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the door, and from there back to the page.

    A part that htmx asks for is refused instead: a sign-in page must not land in the middle of a
    page on which somebody is writing.
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)
    return redirect_to_login(_way_back(request))


def _way_back(request: HttpRequest) -> str:
    """Return where to go on: the page itself, or the one whose form was sent.

    Where a form is sent to often answers no GET.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return reverse("desk:queue")
    _scheme, _host, path, query, _fragment = urlsplit(page)
    return urlunsplit(("", "", path, query, ""))
