"""A browser without a screen: cookies, redirects, forms with their hidden fields."""

from __future__ import annotations

import http.client
import secrets
from dataclasses import dataclass
from functools import cached_property
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from tests.smoke.html import Element, Form, FormChanged, parse

MOST_REDIRECTS = 10
Header = tuple[str, str]


class Refused(Exception):
    """A page answered otherwise than it should; the message has its first words."""


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    html: str

    @cached_property
    def root(self) -> Element:
        return parse(self.html)

    @property
    def text(self) -> str:
        return (self.root.first("body") or self.root).text

    def form(self, *fields: str, to: str = "") -> Form:
        """Return the first POST form with these fields that goes `to` an address with that part.

        Raises FormChanged.
        """
        for form in map(Form, self.root.all("form")):
            if form.method == "post" and to in form.action and form.names.issuperset(fields):
                return form
        raise FormChanged(f"{self.url} has no form {fields} {to}. It says: {self.text[:500]}")

    def link(self, part: str) -> str:
        """Return the first link whose address contains `part`. Raises FormChanged."""
        for link in self.root.all("a"):
            if part in link["href"]:
                return urljoin(self.url, link["href"])
        raise FormChanged(f"{self.url} has no link with {part!r}. It says: {self.text[:500]}")

    def expect(self, status: int) -> Page:
        if self.status != status:
            raise Refused(f"{self.url} answered {self.status}, not {status}: {self.text[:800]}")
        return self


class Browser:
    """One person's browser. `language` is what it asks for, as a real one does."""

    def __init__(self, site: str, *, language: str = "en") -> None:
        self.site = site
        self.language = language
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Page:
        return self._follow("GET", urljoin(self.site, address), b"", [])

    def send(self, page: Page, form: Form) -> Page:
        """Send a filled form from the page it stands on, and follow where that leads."""
        url = urljoin(page.url, form.action) if form.action else page.url
        body, kind = _encoded(form)
        return self._follow("POST", url, body, [("Content-Type", kind), ("Referer", page.url)])

    def _follow(self, method: str, url: str, body: bytes, headers: list[Header]) -> Page:
        for _hop in range(MOST_REDIRECTS):
            page, target = self._once(method, url, body, headers)
            if not target:
                return page
            method, url, body, headers = "GET", urljoin(url, target), b"", [("Referer", url)]
        raise Refused(f"{url} redirects without an end.")

    def _once(self, method: str, url: str, body: bytes, headers: list[Header]) -> tuple[Page, str]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            connection.request(method, path, body or None, dict(headers) | self._own_headers())
            answer = connection.getresponse()
            html = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        self._keep_cookies(answer)
        target = answer.getheader("Location", "") if 300 <= answer.status < 400 else ""
        return Page(url, answer.status, html), target

    def _own_headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Accept": "text/html", "Accept-Language": self.language, "User-Agent": "bin/smoke"}
        return own | ({"Cookie": cookies} if cookies else {})

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def _encoded(form: Form) -> tuple[bytes, str]:
    if not form.is_multipart:
        return urlencode(form.pairs()).encode(), "application/x-www-form-urlencoded"
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.pairs()
    ]
    body = "".join([*parts, f"--{border}--\r\n"])
    return body.encode(), f"multipart/form-data; boundary={border}"
