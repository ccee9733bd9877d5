"""How rates read, and whose address counts behind proxies."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from channels.ratelimit import Rate, client_address, client_digest


@pytest.mark.parametrize(
    ("text", "times", "seconds"),
    [("20/h", 20, 3600), ("30/m", 30, 60), ("100/5m", 100, 300), ("1/d", 1, 86_400), ("0/s", 0, 1)],
)
def test_a_rate_says_how_often_in_which_time(text: str, times: int, seconds: int) -> None:
    assert Rate.parse(text) == Rate(times, seconds)


@pytest.mark.parametrize("text", ["", "20", "20/", "20/w", "h/20", "-1/h", "2.5/h", "20/h/ip"])
def test_what_is_no_rate_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="20/h"):
        Rate.parse(text)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(
    settings: Any, proxies: int, forwarded: str, client: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR="192.0.2.1").get("/")
    assert client_address(request) == client


def test_of_an_address_only_a_keyed_digest_is_kept(settings: Any) -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/")
    before = client_digest(request)
    assert "192" not in before
    settings.SECRET_KEY = "another"
    assert client_digest(request) != before
