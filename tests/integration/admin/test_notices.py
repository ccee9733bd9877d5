"""The words of notices in the admin: unknown blanks are refused, and a preview shows them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from channels import notices
from channels.models import NoticeTemplate
from channels.previewing import Words, preview
from tests.cast import START, Cast
from tickets.models import Delivery, Message, Ticket

PREVIEW = "/admin/channels/noticetemplate/preview/"


@pytest.fixture
def adam(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.adam)
    return client


def typed(**fields: str) -> dict[str, str]:
    usual = {"code": "acknowledgement", "language": "en", "channel_kind": "email",
             "subject": "We have it: {subject}", "body": "Dear reader of {number}."}  # fmt: skip
    return usual | fields


def test_a_text_is_called_by_what_it_says_and_not_by_its_code(adam: Client) -> None:
    row = NoticeTemplate.objects.get(code="acknowledgement", language="en", channel_kind="email")
    assert str(row) == "We have it (English, email)"
    page = adam.get(reverse("admin:channels_noticetemplate_change", args=[row.pk]))
    assert "acknowledgement (" not in page.content.decode()


def test_a_blank_that_nobody_fills_is_refused_by_name(adam: Client) -> None:
    row = NoticeTemplate.objects.get(code="acknowledgement", language="en", channel_kind="email")
    where = reverse("admin:channels_noticetemplate_change", args=[row.pk])
    page = adam.post(where, typed(body="Hello {custommer} {number}"))
    assert page.status_code == 200
    assert "{custommer}" in page.content.decode()
    row.refresh_from_db()
    assert "custommer" not in row.body
    assert adam.post(where, typed(body="Hello {customer}")).status_code == 302
    row.refresh_from_db()
    assert row.body == "Hello {customer}"


def test_the_preview_shows_typed_words_in_one_language_and_kept_ones_in_the_other(
    adam: Client,
) -> None:
    before = NoticeTemplate.objects.count()
    page = adam.post(PREVIEW, typed()).content.decode()
    assert "We have it: The kettle leaks [C-20261121-000123-7]" in page
    assert "Dear reader of C-20261121-000123-7." in page
    assert "我们收到了" in page
    assert NoticeTemplate.objects.count() == before
    assert not (Ticket.objects.exists())
    assert not (Message.objects.exists())
    assert not (Delivery.objects.exists())


def test_the_html_part_comes_in_a_frame_of_its_own(adam: Client) -> None:
    page = adam.post(PREVIEW, typed()).content.decode()
    address = unescape(re.findall(r'<iframe[^>]* src="([^"]+)"', page)[0])
    part = adam.get(address)
    assert "<p" in part.content.decode()
    assert "Dear reader of" in part.content.decode()
    assert part["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in part["Content-Security-Policy"]
    assert adam.get(address + "x").status_code == 404


def test_a_short_text_shows_its_length_and_no_frame(adam: Client) -> None:
    page = adam.post(PREVIEW, typed(channel_kind="sms", subject="")).content.decode()
    assert "<iframe" not in page
    assert "/s/sample/" in page
    assert "characters" in page


def test_only_who_configures_sees_it(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ana)
    assert client.post(PREVIEW, typed()).status_code in (302, 403, 404)


@pytest.mark.parametrize("language", notices.LANGUAGES)
@pytest.mark.parametrize("code", notices.NOTICES)
def test_every_notice_can_be_previewed_by_each_way_without_a_blank_left(
    starter: None, code: str, language: str
) -> None:
    for kind in notices.kinds_of(notices.NOTICES[code]):
        seen = preview(Words.kept(code, language, kind), now=START)
        assert seen.text
        assert not notices.BLANK.search(seen.subject + seen.text)
        assert bool(seen.html) is (kind == "email")


def test_a_colleague_s_notice_is_previewed_as_a_colleague_gets_it(starter: None) -> None:
    theirs = preview(Words.kept("staff_assigned", "en", "email"), now=START)
    assert "Dear" not in theirs.text
    assert "without a password" not in theirs.text
    assert "/desk/" in theirs.text
    assert "without a password" in preview(Words.kept("survey", "en", "email"), now=START).text
