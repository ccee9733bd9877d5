"""A customer at the public form, over HTTP like any other: to try out, to feed, to measure.

Keeps one connection open as a browser does, sends what the pages' hidden fields say, and knows of
the desk only what its pages show.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

FORM = "/complain/"
TIMEOUT_SECONDS = 60
NUMBER = re.compile(r"\bC-\d{8}-\d{6,}-[0-9X]\b")
FORM_ENCODED = "application/x-www-form-urlencoded"
OK, FOUND, UNPROCESSABLE, TOO_MANY = 200, 302, 422, 429


class Refused(Exception):
    """The desk didn't take it; the message says why and what to do."""


@dataclass(frozen=True)
class Answer:
    status: int
    html: str
    location: str

    def expect(self, status: int) -> Answer:
        """Raises Refused."""
        if self.status == TOO_MANY:
            raise Refused(
                "The desk takes no more from this address for now. Start it with a higher "
                "FEEDBACK_DESK_FORM_RATE, for example 1000000/h."
            )
        if self.status != status:
            raise Refused(f"answered {self.status} instead of {status}")
        return self


class _HiddenFields(HTMLParser):
    """The hidden fields of the form that is sent by POST to the public form's own address."""

    def __init__(self) -> None:
        super().__init__()
        self.is_inside = False
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.is_inside = values.get("action") == FORM
        elif tag == "input" and self.is_inside and values.get("type") == "hidden":
            self.found[values.get("name") or ""] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False


def hidden_fields(html: str) -> dict[str, str]:
    """Return what a browser would send back of a page's form without its reader's doing."""
    parser = _HiddenFields()
    parser.feed(html)
    return parser.found


class Visitor:
    """One browser. Not for several threads at once."""

    def __init__(self, url: str, *, language: str = "en") -> None:
        self.host = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}
        self.headers = {"Accept-Language": language, "User-Agent": "feed"}
        self.connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_SECONDS)

    def close(self) -> None:
        self.connection.close()

    def complain(self, matter: Mapping[str, str], reach: Mapping[str, str], *, wait: float) -> str:
        """Fill both screens, `wait` seconds after opening the first; return the number.

        Empty when it was taken but not opened yet. Raises Refused.
        """
        first = self.get(FORM).expect(OK)
        time.sleep(wait)
        second = self.post(FORM, {**hidden_fields(first.html), **matter}).expect(OK)
        return self.number_after(self.post(FORM, {**hidden_fields(second.html), **reach}))

    def number_after(self, answer: Answer) -> str:
        """Return the number on the page that a sent form leads to. Raises Refused."""
        received = self.get(answer.expect(FOUND).location).expect(OK)
        found = NUMBER.search(received.html)
        return found[0] if found else ""

    def get(self, path: str) -> Answer:
        return self._once("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._once("POST", path, urlencode(fields), {"Content-Type": FORM_ENCODED})

    def _once(self, method: str, path: str, body: str | None, more: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = self.headers | more | ({"Cookie": cookies} if cookies else {})
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed a connection that had been idle; the request was never read.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        self._keep_cookies(answer)
        html = answer.read().decode("utf-8", "replace")
        return Answer(answer.status, html, answer.getheader("Location", ""))

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
