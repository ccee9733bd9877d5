"""The intake API: one matter a request, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from channels.api.keys import make_key
from channels.models import Channel, Submission
from tests.windows import inside_one_window
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("starter")
WHERE = "/api/v1/submissions/"
Send = Callable[..., HttpResponse]


@pytest.fixture
def channel() -> Channel:
    return Channel.objects.get(code="api")


@pytest.fixture
def key(channel: Channel) -> str:
    return make_key(channel)


@pytest.fixture
def send(key: str) -> Send:
    def post(headers: dict[str, str] | None = None, **body: Any) -> HttpResponse:
        given = {"authorization": f"Bearer {key}"} | (headers or {})
        return Client().post(WHERE, body, content_type="application/json", headers=given)

    return post


def test_a_request_becomes_a_ticket_of_its_channel(send: Send) -> None:
    answer = send(external_id="a1", text="The app ate my order.", email="li@example.test", rating=1)
    case = Ticket.objects.get()
    assert answer.status_code == 201
    assert answer.json()["number"] == case.number
    assert answer.json()["status"] == case.status == "new"
    assert case.channel == "api"
    assert case.customer.contacts.get().verified_at is None


def test_a_program_that_names_no_language_leaves_it_to_the_words(send: Send) -> None:
    send(external_id="a1", text="水壶漏水，没人回电话。")
    send(external_id="a2", text="水壶漏水，没人回电话。", language="en")
    languages = Ticket.objects.order_by("pk").values_list("customer__language", flat=True)
    assert list(languages) == ["zh-hans", "en"]


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "once"}])
def test_the_same_request_again_gives_the_same_answer(send: Send, headers: dict[str, str]) -> None:
    body = {"text": "Late again."} | ({} if headers else {"external_id": "a1"})
    first, again = send(headers, **body), send(headers, **body)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Ticket.objects.count() == 1


def test_the_same_id_with_another_body_is_a_conflict(send: Send) -> None:
    send(external_id="a1", text="Late again.")
    answer = send(external_id="a1", text="Something else.")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert "another body" in answer.json()["detail"]
    assert Ticket.objects.count() == 1


def test_an_id_belongs_to_its_channel(send: Send) -> None:
    send(external_id="a1", text="Late again.")
    other = Channel.objects.create(code="app", kind="api", name_en="App", name_zh="应用")
    answer = send({"authorization": f"Bearer {make_key(other)}"}, external_id="a1", text="Late.")
    assert answer.status_code == 201
    assert set(Ticket.objects.values_list("channel", flat=True)) == {"api", "app"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 100_001},
        {"text": "ok", "category": "no-such-thing"},
        {"text": "ok", "product": "no-such-thing"},
        {"text": "ok", "email": "li@"},
        {"text": "ok", "rating": 6},
        {"text": "ok", "occurred_at": "2999-01-01T00:00:00Z"},
        {"text": "ok", "received_at": "2999-01-01T00:00:00Z"},
        {"text": "ok", "occurred_at": "yesterday"},
        {"text": "ok", "language": "tlh"},
    ],
)
def test_what_is_wrong_is_named_by_its_field(send: Send, body: dict[str, Any]) -> None:
    answer = send(external_id="a1", **body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [next(reversed(body), "text")]
    assert not Submission.objects.exists()


def test_a_request_without_an_id_is_told_to_send_one(send: Send) -> None:
    answer = send(text="Late again.")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwdw=="])
def test_without_the_key_of_an_active_channel_nothing_is_taken(
    send: Send, authorization: str
) -> None:
    assert send({"authorization": authorization}, text="x").status_code == 401
    assert not Submission.objects.exists()


def test_a_new_key_ends_the_old_one_and_a_channel_switched_off_takes_nothing(
    send: Send, channel: Channel, key: str
) -> None:
    assert key not in str(channel.settings)
    out = StringIO()
    call_command("channel_key", "api", stdout=out)
    assert send(external_id="a1", text="x").status_code == 401
    fresh = {"authorization": f"Bearer {out.getvalue().strip()}"}
    assert send(fresh, external_id="a1", text="x").status_code == 201
    Channel.objects.filter(code="api").update(is_active=False)
    assert send(fresh, external_id="a2", text="x").status_code == 401
    with pytest.raises(CommandError, match="No API channel"):
        call_command("channel_key", "web_form")


def test_a_channel_that_vouches_finds_the_customer_it_knows(send: Send, channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(
        settings=channel.settings | {"vouches_for_contacts": True}
    )
    account = {"provider": "app", "id": "user-7"}
    for number in range(2):
        send(external_id=f"a{number}", text=f"Matter {number}", account=account)
    assert len(set(Ticket.objects.values_list("customer", flat=True))) == 1


def test_what_became_of_it_can_be_read_by_its_own_channel_only(send: Send, key: str) -> None:
    made = send(external_id="a1", text="x").json()
    other = Channel.objects.create(code="app", kind="api", name_en="App", name_zh="应用")
    codes = [
        Client().get(f"{WHERE}{made['id']}/", headers={"authorization": f"Bearer {who}"})
        for who in (key, make_key(other))
    ]
    assert [answer.status_code for answer in codes] == [200, 404]
    assert codes[0].json() == made


def test_a_channel_has_a_rate(send: Send, channel: Channel) -> None:
    cache.clear()
    Channel.objects.filter(pk=channel.pk).update(settings=channel.settings | {"rate": "2/h"})
    with inside_one_window():
        codes = [send(external_id=str(n), text="x").status_code for n in range(3)]
    assert codes == [201, 201, 429]


def test_the_schema_names_the_key_and_the_answers() -> None:
    schema = Client().get("/api/v1/schema/?format=json").json()
    post = schema["paths"]["/api/v1/submissions/"]["post"]
    assert schema["openapi"].startswith("3.1")
    assert set(post["responses"]) >= {"201", "202", "400", "401", "409", "422", "429"}
    assert "application/problem+json" in post["responses"]["409"]["content"]
    assert post["security"] == [{"channelKey": []}]


def test_the_docs_page_shows_the_schema_without_a_script_in_it() -> None:
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
    assert "/static/drf_spectacular_sidecar/" in page.content.decode()


def test_every_refusal_under_api_is_a_problem(send: Send, key: str) -> None:
    bearer = {"authorization": f"Bearer {key}"}
    answers = {
        404: Client().get("/api/v1/no/such/thing/"),
        401: Client().post(WHERE, {}, content_type="application/json"),
        405: Client().get(WHERE, headers=bearer),
        415: Client().post(WHERE, b"<xml/>", content_type="text/xml", headers=bearer),
        400: Client().post(WHERE, b"{bad", content_type="application/json", headers=bearer),
        422: send(text="No id."),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.json()["title"]
    assert "Authorization: Bearer" in answers[401].json()["detail"]
    assert Client().get("/api/").status_code == 404


def test_a_fault_of_ours_is_told_as_a_problem_too(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**facts: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("channels.api.views.intake.store", away)
    answer = send(external_id="a1", text="x")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "disk" not in answer.content.decode()


def test_a_null_byte_and_a_text_over_64_kb(send: Send) -> None:
    assert send(external_id="a1", text="bad\x00kettle").status_code == 400
    assert send(external_id="a2", text="坏" * 60_000).status_code == 201
    kept = Submission.objects.get()
    assert (kept.raw, len(kept.raw_digest)) == ({}, 64)
    assert Ticket.objects.get().messages.get().text == "坏" * 60_000
    again = send(external_id="a2", text="坏" * 60_000)
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
