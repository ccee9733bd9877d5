"""The signed webhook: what is refused and how it is said, what is kept, what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils import timezone

from channels import intake
from channels.models import ChannelHealth, Submission, Webhook
from tests.cast import START
from tests.support.signed import MAPPING, SECRET, SECRET_NAME, make_webhook, post, review
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("starter")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_NAME, SECRET)
    cache.clear()


@pytest.fixture
def webhook() -> Webhook:
    return make_webhook()


def error_of(webhook: Webhook) -> str:
    return ChannelHealth.objects.get(channel="social", row=webhook.code).last_error


def test_a_bad_review_becomes_a_ticket_and_a_good_one_is_kept(webhook: Webhook) -> None:
    answer = post(webhook, {"data": [review("r1", 1), review("r2", 5, "Lovely.")]})
    case = Ticket.objects.get()
    assert answer.status_code == 202
    assert [(row["id"], row["state"], row["number"]) for row in answer.json()["items"]] == [
        ("r1", "opened", case.number),
        ("r2", "aside", None),
    ]
    assert (case.channel, case.messages.get().text) == ("social", "Arrived broken.")
    assert case.customer.name == "Li Wei"
    assert {post.external_id: post.state for post in webhook.posts.all()} == {
        "r1": "ticket",
        "r2": "kept",
    }
    assert ChannelHealth.objects.get(channel="social", row=webhook.code).last_success_at


@pytest.mark.parametrize(
    ("best", "up_to", "stars", "is_ticket"),
    [(5, 2, 2, True), (5, 2, 2.5, False), (10, 4, 4, True), (10, 4, 5, False), (5, 2, None, False)],
)
def test_the_threshold_decides(best: int, up_to: int, stars: float, is_ticket: bool) -> None:
    webhook = make_webhook(best_rating=best, ticket_up_to=up_to)
    post(webhook, {"data": [review("r1", stars)]})
    assert Ticket.objects.exists() is is_ticket
    assert webhook.posts.count() == 1


def test_a_review_is_one_ticket_however_often_and_in_whatever_body_it_comes(
    webhook: Webhook,
) -> None:
    first = post(webhook, {"data": [review()]})
    again = post(webhook, {"data": [review()]})
    other = post(webhook, {"data": [review(), review("r2", 1, "Late.")]})
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 202)
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "language"), [("物流太慢了，客服不理人。", "zh-hans"), ("Too slow.", "en")]
)
def test_who_wrote_in_chinese_is_answered_in_chinese(
    webhook: Webhook, words: str, language: str
) -> None:
    post(webhook, {"data": [review(text=words)]})
    assert Ticket.objects.get().customer.language == language


def test_two_webhooks_may_use_the_same_ids(webhook: Webhook) -> None:
    other = make_webhook(code="other")
    for each in (webhook, other):
        post(each, {"data": [review()]})
    assert Ticket.objects.count() == 2


def test_a_wrong_signature_is_told_how_to_sign_and_keeps_nothing(webhook: Webhook) -> None:
    for answer in (
        post(webhook, {"data": []}, secret="another"),
        post(webhook, {"data": []}, headers={"X-Desk-Signature": ""}),
        post(webhook, {"data": []}, headers={"X-Desk-Timestamp": "1"}),
        post(webhook, {"data": []}, headers={"X-Desk-Signature": "sha256=ü"}),
    ):
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert "HMAC-SHA256" in answer.json()["detail"]
    assert not Submission.objects.exists()
    assert "wrong signature" in error_of(webhook)


@pytest.mark.parametrize("age", [301, -301])
def test_a_request_outside_its_window_is_refused(webhook: Webhook, age: float) -> None:
    with time_machine.travel(START, tick=False):
        assert post(webhook, {"data": []}, age=300 if age > 0 else -300).status_code == 202
        answer = post(webhook, {"data": []}, age=age)
    assert answer.status_code == 401
    assert answer.json()["title"] == "Outside the time window"
    assert "300 seconds" in answer.json()["detail"]


def test_an_address_nobody_set_up_or_somebody_switched_off_is_404(webhook: Webhook) -> None:
    Webhook.objects.update(is_active=False)
    for code in ("nowhere", webhook.code):
        answer = post(code, {"data": []})
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert "admin" in answer.json()["detail"]


def test_without_its_secret_it_says_so_to_both_sides(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SECRET_NAME)
    assert post(webhook, {"data": []}).status_code == 503
    assert SECRET_NAME in error_of(webhook)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"not json", "no JSON"),
        ({"other": []}, "items"),
        ({"data": [{"no": "id"}]}, "Field id: nothing stands at $.id."),
        ({"data": ["a word"]}, "id"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_the_mapping_cannot_find_is_kept_and_named(
    webhook: Webhook, document: Any, reason: str
) -> None:
    answer = post(webhook, document)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]
    parked = Submission.objects.get(state="parked")
    assert reason in parked.error
    assert reason in error_of(webhook)


def test_one_item_that_cannot_be_read_does_not_hold_up_the_others(webhook: Webhook) -> None:
    answer = post(webhook, {"data": [{"no": "id"}, review()]})
    assert answer.status_code == 202
    assert sorted(row["state"] for row in answer.json()["items"]) == ["opened", "parked"]


def test_what_was_parked_is_read_again_with_the_mended_mapping(webhook: Webhook) -> None:
    Webhook.objects.update(mapping=MAPPING | {"items": "$.wrong"})
    post(webhook, {"data": [review()]})
    Webhook.objects.update(mapping=MAPPING)
    whole = intake.replay(Submission.objects.get().pk, at=timezone.now())
    part = Submission.objects.exclude(pk=whole.pk).get()
    intake.open_submission(part.pk, at=timezone.now())
    assert whole.state == "split"
    assert Ticket.objects.get().channel == "social"


def test_a_large_body_lies_in_storage_and_reads_the_same(webhook: Webhook) -> None:
    answer = post(webhook, {"data": [review(text="坏" * 30_000)]})
    assert answer.status_code == 202, answer.content
    whole = Submission.objects.get(provider_id__contains="/request/")
    assert whole.raw == {}
    assert default_storage.exists(f"raw/{whole.raw_digest[:2]}/{whole.raw_digest}")
    assert Ticket.objects.get().messages.get().text == "坏" * 30_000


def test_a_null_byte_is_kept_in_storage_and_leaves_no_trace_in_the_text(webhook: Webhook) -> None:
    assert post(webhook, {"data": [review(text="bad\x00kettle")]}).status_code == 202
    assert Ticket.objects.get().messages.get().text == "badkettle"


def test_a_body_over_the_limit_is_413(webhook: Webhook, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(webhook, {"data": [review(text="x" * 2000)]}).status_code == 413
