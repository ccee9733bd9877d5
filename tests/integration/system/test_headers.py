"""What every answer carries, whoever gives it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/healthz", "/static/css/tokens.css", "/admin/", "/api/v1/docs/"]
)
def test_every_answer_has_the_policy(starter: None, path: str) -> None:
    answer = Client().get(path)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Request-ID"]
    answer.close()


@pytest.mark.parametrize("path", ["/desk/", "/desk/tags/", "/board/"])
def test_pages_of_the_desk_are_kept_by_nobody_in_between(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(cast.mei)
    assert {"private", "no-cache"} <= set(client.get(path)["Cache-Control"].split(", "))
