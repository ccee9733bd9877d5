"""Lines to other houses in the admin: what cannot work is refused, changes are on record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from channels.models import Channel, NoticeWay, Webhook
from tests.cast import Cast
from tickets.models import ConfigurationEvent

ADD = "/admin/channels/webhook/add/"


@pytest.fixture
def adam(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.adam)
    return client


def given(**fields: Any) -> dict[str, Any]:
    mapping = {"id": "$.id", "text": "$.text"}
    usual = {
        "code": "reviews",
        "channel": Channel.objects.get(code="social").pk,
        "kind": "review",
        "is_active": "on",
        "secret_variable": "FEEDBACK_DESK_SECRET_REVIEWS",
        "signature_header": "X-Desk-Signature",
        "timestamp_header": "X-Desk-Timestamp",
        "window_seconds": 300,
        "best_rating": 5,
        "ticket_up_to": 2,
        "target_minutes": 240,
        "mapping": json.dumps(mapping),
        "answer_fields": '{"text": "{text}"}',
    }
    return usual | fields


def test_a_webhook_is_added_with_its_address_and_put_on_record(adam: Client) -> None:
    assert adam.post(ADD, given()).status_code == 302
    webhook = Webhook.objects.get()
    assert webhook.address.endswith("/hooks/reviews/")
    assert webhook.address in adam.get("/admin/channels/webhook/").content.decode()
    assert ConfigurationEvent.objects.filter(model="webhook", code="config.added").exists()


def test_a_secret_that_nobody_has_set_is_named_when_the_row_is_saved(
    adam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = "FEEDBACK_DESK_SECRET_REVIEWS is empty"
    assert missing in adam.post(ADD, given(), follow=True).content.decode()
    monkeypatch.setenv("FEEDBACK_DESK_SECRET_REVIEWS", "set by now")
    change = f"/admin/channels/webhook/{Webhook.objects.get().pk}/change/"
    assert missing not in adam.post(change, given(), follow=True).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mapping": "[1]"}, "JSON object"),
        ({"mapping": '{"id": "$.id"}'}, "text is missing"),
        ({"mapping": '{"id": "$.id", "text": "$..x"}'}, "is no path"),
        ({"mapping": '{"id": "$.id", "text": "$.t", "stars": "$.s"}'}, "stars isn"),
        ({"secret_variable": "SECRET_KEY"}, "FEEDBACK_DESK_SECRET_"),
        ({"window_seconds": 0}, "greater than or equal to 1"),
        ({"answer_url": "ftp://reviews.test"}, "valid URL"),
        ({"answer_fields": '{"id": "{id}"}'}, "Nothing would be said"),
        ({"kind": "parcel"}, "parcel"),
    ],
)
def test_what_cannot_work_is_refused_by_its_field(
    adam: Client, fields: dict[str, Any], words: str
) -> None:
    page = adam.post(ADD, given(**fields))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Webhook.objects.exists()


def test_only_channels_that_it_can_feed_are_offered(adam: Client) -> None:
    mail = Channel.objects.get(code="email")
    assert adam.post(ADD, given(channel=mail.pk)).status_code == 200
    assert not Webhook.objects.exists()


def test_a_way_is_quiet_at_both_ends_or_not_at_all(adam: Client) -> None:
    where = "/admin/channels/noticeway/"
    assert adam.get(where).status_code == 200
    way = NoticeWay.objects.get(kind="sms")
    refused = adam.post(
        f"{where}{way.pk}/change/",
        {"kind": "sms", "position": 30, "is_active": "on", "quiet_from": "22:00:00"},
    )
    assert refused.status_code == 200
    way.refresh_from_db()
    assert way.quiet_until is not None
