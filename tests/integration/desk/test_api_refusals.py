"""What the API refuses is said in whole sentences, in the language that was asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast

POLICIES = "/api/v1/policies/"


@pytest.fixture
def adam(cast: Cast) -> Client:
    cast.adam.language = "zh-hans"
    cast.adam.save()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.adam)
    client.get("/desk/")
    return client


def test_a_method_that_is_not_taken_is_named(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.adam)
    told = client.delete(POLICIES, headers={"accept-language": "en"}).json()
    assert told["title"] == told["detail"] == 'Method "DELETE" not allowed.'


def test_a_forged_request_is_told_what_to_send(adam: Client) -> None:
    told = adam.post(POLICIES, {}, content_type="application/json").json()
    assert "X-CSRFToken" in told["detail"]
    assert "CSRF Failed" not in told["detail"]


def test_what_is_no_json_is_said_in_the_readers_language(adam: Client) -> None:
    token = adam.cookies["csrftoken"].value
    told = adam.post(
        POLICIES, b"{", content_type="application/json", headers={"x-csrftoken": token}
    ).json()
    assert "JSON parse error" not in told["detail"]
    assert "JSON" in told["detail"]
