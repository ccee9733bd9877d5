"""What a customer does in a browser: fill the form, follow the links. For any test of a page."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

FIELDS = {
    "hurt": "no",
    "text": "The kettle leaks and nobody answers the phone.",
    "name": "Rosa Delgado",
    "email": "rosa@example.test",
}


def browser(language: str = "en", **kwargs: Any) -> Client:
    """A browser that asks for a language, e.g. `zh-CN`."""
    return Client(headers={"accept-language": language}, **kwargs)


def open_doors(settings: Any) -> None:
    """Let tests send as fast and as often as they like."""
    settings.PUBLIC_FORM_MIN_SECONDS = 0
    settings.PUBLIC_FORM_RATE = settings.PUBLIC_LINK_RATE = "100000/s"


def nonce_of(response: HttpResponse) -> str:
    return hidden(response, "nonce")


def hidden(response: HttpResponse, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"The page has no hidden field {name!r}."
    return html.unescape(found.group(1))


def fresh_nonce(client: Client) -> str:
    return nonce_of(client.get("/complain/"))


def send_form(client: Client, *, nonce: str = "", **changes: Any) -> HttpResponse:
    """Fill both screens and send them; return the answer to that (a redirect when it was taken)."""
    nonce = nonce or fresh_nonce(client)
    return client.post("/complain/", FIELDS | {"nonce": nonce} | changes)


def complain(client: Client, **changes: Any) -> HttpResponse:
    """Send the form and follow to the page that shows the number."""
    answer = send_form(client, **changes)
    assert answer.status_code == 302, words(answer)
    return client.get(answer["Location"])


def number_on(response: HttpResponse) -> str:
    found = re.search(r"[A-Z]+-\d{8}-\d{6,}-[\dX]", response.content.decode())
    assert found, f"There is no number on this page: {words(response)}"
    return found.group()


def status_path_on(response: HttpResponse) -> str:
    found = re.search(r'href="(/s/[^"]+)"', response.content.decode())
    assert found, f"There is no link to the status page: {words(response)}"
    return found.group(1)


def words(response: HttpResponse) -> str:
    """Return what a page says, without its markup."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))).strip()
