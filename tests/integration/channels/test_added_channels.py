"""Channels that an administrator adds or retires, without a deploy."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from channels.models import Channel
from tests.cast import COMPLAINT, Cast
from tests.support.signed import SECRET, SECRET_NAME, make_webhook, post, review
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/admin/channels/channel/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add(cast: Cast, code: str, kind: str, name: str) -> Any:
    fields = {"name_en": name, "name_zh": name, "code": code, "kind": kind, "is_active": "on"}
    return signed_in(cast.adam).post(f"{LIST}add/", fields | {"settings": "{}"})


def test_a_platform_of_its_own_shows_its_name_and_goes_on_when_retired(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_NAME, SECRET)
    cache.clear()
    assert add(cast, "weibo", "social", "Weibo").status_code == 302
    feed = make_webhook("review", channel="weibo")
    post(feed, {"data": [review(text=COMPLAINT)]})
    case = Ticket.objects.get()
    page = reverse("desk:ticket", args=[case.pk])
    ana = signed_in(cast.ana)
    assert (case.channel, "Weibo" in ana.get(page).text) == ("weibo", True)

    Channel.objects.filter(code="weibo").update(is_active=False, is_retired=True)
    assert "Weibo" in ana.get(page).text
    assert "Weibo" in ana.get(reverse("desk:queue")).text


def test_a_second_hotline_is_offered_to_agents_until_it_is_retired(cast: Cast) -> None:
    add(cast, "night_line", "phone", "Night line")
    ana = signed_in(cast.ana)
    call = {"name": "Rosa", "language": "en", "channel": "night_line", "text": COMPLAINT}
    assert "Night line" in ana.get(reverse("desk:new-ticket")).text
    assert ana.post(reverse("desk:new-ticket"), call).status_code == 302
    assert Ticket.objects.get().channel == "night_line"

    Channel.objects.filter(code="night_line").update(is_retired=True)
    assert ana.post(reverse("desk:new-ticket"), call).status_code == 422


def test_a_kind_that_nothing_reads_is_refused_and_code_and_kind_stay(cast: Cast) -> None:
    assert add(cast, "fax", "fax", "Fax").status_code == 200
    assert not Channel.objects.filter(code="fax").exists()
    hotline = Channel.objects.get(code="hotline")
    fields = {"name_en": "Calls", "name_zh": "电话", "is_active": "on", "settings": "{}"}
    tampered = fields | {"code": "other", "kind": "social"}
    signed_in(cast.adam).post(f"{LIST}{hotline.pk}/change/", tampered)
    hotline.refresh_from_db()
    assert (hotline.name_en, hotline.code, hotline.kind) == ("Calls", "hotline", "phone")


def test_a_queue_asks_nothing_more_for_every_row_of_an_added_channel(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    add(cast, "night_line", "phone", "Night line")
    ana = signed_in(cast.ana)
    call = {"name": "Rosa", "language": "en", "channel": "night_line", "text": COMPLAINT}
    counts = []
    for _round in range(2):
        for _call in range(3):
            ana.post(reverse("desk:new-ticket"), call)
        ana.get(reverse("desk:queue"))
        with django_assert_max_num_queries(60) as asked:
            assert "Night line" in ana.get(reverse("desk:queue")).text
        counts.append(len(asked))
    assert counts[0] == counts[1]
