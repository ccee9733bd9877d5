"""Each channel fails once for real; its row on the system page says so, and what to do next."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wechatpy.crypto import WeChatCrypto

from channels import health, intake
from channels.email import polling
from channels.models import Channel, SmsGateway, WeChatAccount
from channels.tasks import open_left_behind
from tests.cast import START, Cast, customer, later, ticket
from tests.integration.channels.ways.test_wechat import message
from tests.integration.channels.ways.test_wechat import send as send_to_wechat
from tests.support.mailbed import MailBed
from tests.support.mails import SECRET, SUPPORT, fetched_mailbox, mail
from tests.support.peer_server import APP
from tests.support.peers import RunningPeer
from tests.support.signed import make_webhook, post, review
from tickets.models import ContactPoint, PriorityCell

pytestmark = pytest.mark.django_db


def row_of(name: str, reader: Cast) -> str:
    """Return what the system page says in the row of a channel, or of one of its parts."""
    browser = Client()
    browser.force_login(reader.adam)
    page = browser.get(reverse("system")).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", page, re.DOTALL)
    found = [row for row in rows if f">{name}</th>" in row]
    assert found, f"no row {name!r}"
    return " ".join(unescape(strip_tags(found[0].replace("<", " <"))).split())


def test_a_mailbox_with_a_wrong_password(
    cast: Cast, mailbed: MailBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "wrong")
    mailbox = fetched_mailbox(mailbed)
    polling.poll(mailbox.pk, at=timezone.now())

    row = row_of("support", cast)
    assert "failing" in row
    assert f"look at user name and {SECRET}" in row
    assert "can try to sign in there" in row


def test_a_mail_that_holds_nothing(
    cast: Cast, mailbed: MailBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "secret")
    mailbox = fetched_mailbox(mailbed)
    mailbed.deliver(mail("", subject=""), to=SUPPORT)
    polling.poll(mailbox.pk, at=timezone.now())
    open_left_behind.apply()

    row = row_of("E-mail", cast)
    assert "There is nothing in this mail" in row
    assert "Nothing is lost" in row
    assert row.endswith("0 1"), "none waits, one is parked"


@pytest.mark.parametrize("name", ["Web form", "Service desk in store", "Staff report"])
def test_a_complaint_that_cannot_be_opened(cast: Cast, name: str) -> None:
    """The priority matrix has lost its cells: whatever comes in is kept."""
    channel = Channel.objects.get(name_en=name)
    fields = {"text": "The kettle leaks.", "name": "Rosa"}
    raw = {"type": "complaint", "language": "en", "fields": fields, **fields, "user": cast.ana.pk}
    PriorityCell.objects.all().delete()
    stored, _ = intake.store(channel=channel, provider_id=str(uuid4()), raw=raw, at=START)
    intake.take_in(stored, at=START)

    row = row_of(name, cast)
    assert "failing" in row
    assert "Nothing is lost" in row


def test_what_opens_again_says_that_it_is_mended(cast: Cast) -> None:
    channel = Channel.objects.get(code="web_form")
    health.failed("web_form", at=START, error="The matrix is empty.")
    fields = {"text": "The kettle leaks."}
    raw = {"type": "complaint", "language": "en", "fields": fields}
    now = timezone.now()
    stored, _ = intake.store(channel=channel, provider_id=str(uuid4()), raw=raw, at=now)
    assert intake.take_in(stored, at=now).state == "opened"
    open_left_behind.apply()

    assert "works" in row_of("Web form", cast)


def test_a_program_with_a_wrong_key(cast: Cast) -> None:
    headers = {"authorization": "Bearer fdk_guessed"}
    answer = Client().post(
        "/api/v1/submissions/", {}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 401

    row = row_of("API", cast)
    assert "A program came with a key that no channel has." in row
    assert "manage.py channel_key" in row


def test_a_guessing_program_writes_its_row_seldom(
    cast: Cast, django_assert_max_num_queries
) -> None:
    health.failed("api", at=START, error=health.UNKNOWN_KEY)
    with django_assert_max_num_queries(1):
        health.failed("api", at=later(seconds=3), error=health.UNKNOWN_KEY)


def test_a_webhook_with_a_wrong_signature(cast: Cast) -> None:
    webhook = make_webhook()
    assert post(webhook, {"data": [review()]}, secret="guessed").status_code == 401

    row = row_of(webhook.code, cast)
    assert "A request came with a wrong signature." in row
    assert "Compare secret, headers and clock" in row


def test_a_gateway_that_is_down(
    cast: Cast, gateway: SmsGateway, peer: RunningPeer, relay_at
) -> None:
    who = customer(name="Lin", email="", at=START)
    ContactPoint.objects.create(
        customer=who, kind="phone", value="138 0013 8000", normalised="13800138000",
        created_at=START,
    )  # fmt: skip
    ticket(who)
    peer.answers(503)
    relay_at(later(seconds=20))

    row = row_of("main", cast)
    assert "503" in row
    assert "Look at the gateway" in row


def test_a_wechat_account_that_was_given_another_token(cast: Cast, account: WeChatAccount) -> None:
    forged = WeChatCrypto("another-token", "x" * 43, APP["appid"])
    assert send_to_wechat(message(Content="漏水"), key=forged).status_code == 403

    row = row_of("harbour", cast)
    assert "wrong signature" in row
    assert "Compare token and keys" in row
