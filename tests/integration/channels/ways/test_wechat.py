"""An Official Account: WeChat's check of the address, encrypted messages in, messages out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from channels import intake
from channels.models import ChannelHealth, Submission, WeChatAccount
from channels.tasks import open_due_submissions
from tests.cast import START, Cast, later
from tests.support.peer_server import APP, PICTURE
from tests.support.peers import RunningPeer
from tickets.models import ContactPoint, Delivery, Ticket

pytestmark = pytest.mark.django_db
WHERE = "/wechat/harbour/"
OPEN_ID = "o-follower-7"
STAMP, NONCE = "1773108000", "4711"


def crypto(key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG") -> WeChatCrypto:
    return WeChatCrypto("the-token", key, APP["appid"])


def message(kind: str = "text", number: str = "9001", **fields: str) -> str:
    """The XML that WeChat sends for one message."""
    values = {
        "ToUserName": "gh_harbour",
        "FromUserName": OPEN_ID,
        "CreateTime": "1773108000",
        "MsgType": kind,
    } | fields
    if number:
        values["MsgId"] = number
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in values.items())
    return f"<xml>{inner}</xml>"


def send(xml: str, *, at: datetime = START, key: WeChatCrypto | None = None) -> HttpResponse:
    """Post a message the way WeChat does: encrypted, with its signature in the address."""
    encrypted = (key or crypto()).encrypt_message(xml, NONCE, STAMP)
    signature = encrypted.split("<MsgSignature><![CDATA[")[1].split("]")[0]
    query = f"?msg_signature={signature}&timestamp={STAMP}&nonce={NONCE}&encrypt_type=aes"
    with time_machine.travel(at, tick=False):
        return Client().post(WHERE + query, encrypted, content_type="text/xml")


def sent(peer: RunningPeer, since: int) -> list[dict[str, Any]]:
    return [json.loads(each["body"]) for each in peer.seen("/cgi-bin/message/custom/send")[since:]]


@pytest.fixture
def since(wechat_api: RunningPeer) -> int:
    return len(wechat_api.seen("/cgi-bin/message/custom/send"))


def test_the_check_of_the_address_is_answered_only_with_the_right_token(
    cast: Cast, account: WeChatAccount
) -> None:
    signer = WeChatSigner()
    signer.add_data("the-token", STAMP, NONCE)
    query = {"timestamp": STAMP, "nonce": NONCE, "echostr": "echo-4711"}
    right = Client().get(WHERE, query | {"signature": signer.signature})
    wrong = Client().get(WHERE, query | {"signature": "0" * 40})
    assert (right.status_code, right.content) == (200, b"echo-4711")
    assert (wrong.status_code, b"echo-4711" in wrong.content) == (403, False)
    assert Client().get("/wechat/nowhere/", query).status_code == 404


def test_a_message_becomes_a_ticket_once_and_is_acknowledged_in_the_chat(
    cast: Cast, account: WeChatAccount, wechat_api: RunningPeer, since: int, relay_at, sink
) -> None:
    first = send(message(Content="水壶漏水，没人回电话。"))
    again = send(message(Content="水壶漏水，没人回电话。"))
    assert (first.content, again.content) == (b"success", b"success")
    case = Ticket.objects.get()
    assert (case.channel, case.messages.get().text) == ("wechat_oa", "水壶漏水，没人回电话。")
    contact = case.customer.contacts.get()
    assert (contact.provider, contact.value) == ("harbour", OPEN_ID)
    assert contact.verified_at is not None
    relay_at(later(seconds=30))
    (words,) = sent(wechat_api, since)
    assert words["touser"] == OPEN_ID
    assert words["msgtype"] == "text"
    assert case.number in words["text"]["content"]
    assert case.messages.get(direction="system").channel == "wechat"
    assert ChannelHealth.objects.get(channel="wechat_oa", row="harbour").last_success_at
    assert sink.mails == []


def test_the_next_message_of_the_same_person_lands_on_the_same_ticket(
    cast: Cast, account: WeChatAccount
) -> None:
    send(message(Content="水壶漏水。"))
    send(message(Content="还有人在吗？", number="9002"), at=later(hours=1))
    assert Ticket.objects.get().messages.filter(direction="in").count() == 2


@pytest.mark.parametrize(
    ("kind", "media_id", "content_type"),
    [("image", "picture", "image/png"), ("voice", "voice", "audio/amr")],
)
def test_a_picture_or_voice_is_fetched_by_the_sweep(
    cast: Cast, account: WeChatAccount, kind: str, media_id: str, content_type: str
) -> None:
    send(message(kind, MediaId=media_id, Recognition="水壶坏了" if kind == "voice" else ""))
    assert not Ticket.objects.exists()
    assert open_due_submissions(at=later(seconds=1)) == 1
    said = Ticket.objects.get().messages.get()
    file = said.attachments.get().file
    assert file.content_type == content_type
    # No browser plays what WeChat records in.
    assert not said.attachments.get().is_sound
    assert said.text == ("水壶坏了" if kind == "voice" else "")
    assert file.size == (len(PICTURE) if kind == "image" else 70)


def test_a_picture_waits_while_wechat_is_away_and_is_named_when_it_is_gone(
    cast: Cast, account: WeChatAccount, wechat_api: RunningPeer
) -> None:
    send(message("image", MediaId="picture"))
    wechat_api.answers(500)
    open_due_submissions(at=later(seconds=1))
    waiting = Submission.objects.get()
    assert (waiting.state, waiting.attempts) == ("stored", 1)
    wechat_api.works_again()
    assert intake.open_submission(waiting.pk, at=later(minutes=5)).state == "opened"
    send(message("image", number="9003", MediaId="expired"), at=later(days=4))
    open_due_submissions(at=later(days=4, seconds=1))
    assert "40007" in Ticket.objects.latest("pk").messages.latest("pk").text


@pytest.mark.parametrize("key", ["x" * 43, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"])
def test_what_another_key_encrypted_is_refused(
    cast: Cast, account: WeChatAccount, key: str
) -> None:
    other = WeChatCrypto("another-token", key, APP["appid"])
    answer = send(message(Content="x"), key=other)
    assert answer.status_code == 403
    assert not Submission.objects.exists()
    assert "signature" in ChannelHealth.objects.get(row="harbour").last_error


@pytest.mark.parametrize(
    "body", [b"", b"not xml", b"<xml></xml>", b"<xml><Encrypt>??</Encrypt></xml>"]
)
def test_what_is_no_message_is_told_so(cast: Cast, account: WeChatAccount, body: bytes) -> None:
    query = f"?msg_signature=0&timestamp={STAMP}&nonce={NONCE}"
    answer = Client().post(WHERE + query, body, content_type="text/xml")
    assert answer.status_code in (400, 403)
    assert not Submission.objects.exists()


def test_a_new_follower_is_kept_and_is_no_ticket(cast: Cast, account: WeChatAccount) -> None:
    send(message("event", number="", Event="subscribe"))
    assert Submission.objects.get().state == "aside"
    assert not Ticket.objects.exists()


def test_plain_text_mode_checks_its_signature_too(cast: Cast, account: WeChatAccount) -> None:
    WeChatAccount.objects.update(aes_key_variable="")
    signer = WeChatSigner()
    signer.add_data("the-token", STAMP, NONCE)
    query = f"?signature={signer.signature}&timestamp={STAMP}&nonce={NONCE}"
    xml = message(Content="水壶漏水。")
    assert Client().post(WHERE, xml, content_type="text/xml").status_code == 403
    assert Client().post(WHERE + query, xml, content_type="text/xml").content == b"success"
    assert Ticket.objects.count() == 1


def test_after_48_hours_it_goes_by_mail_for_wechat_would_refuse(
    cast: Cast, account: WeChatAccount, wechat_api: RunningPeer, since: int, relay_at, sink
) -> None:
    send(message(Content="水壶漏水。"))
    case = Ticket.objects.get()
    ContactPoint.objects.create(
        customer=case.customer, kind="email", value="li@example.test",
        normalised="li@example.test", created_at=START,
    )  # fmt: skip
    relay_at(later(hours=49))
    assert sent(wechat_api, since) == []
    assert len(sink.to("li@example.test")) >= 1


def test_a_refusal_of_wechat_parks_the_notice_with_its_words(
    cast: Cast, account: WeChatAccount, wechat_api: RunningPeer, relay_at
) -> None:
    send(message(Content="水壶漏水。"))
    wechat_api.answers(200, {"errcode": 45015, "errmsg": "response out of time limit"},
                       path="/cgi-bin/message")  # fmt: skip
    relay_at(later(seconds=30))
    delivery = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert delivery.state == "parked"
    assert "45015" in delivery.last_error


def test_an_expired_token_is_fetched_anew(
    cast: Cast, account: WeChatAccount, wechat_api: RunningPeer, since: int, relay_at
) -> None:
    from django.core.cache import cache

    with time_machine.travel(later(seconds=30), tick=False):
        cache.set(f"wechat:{APP['appid']}_access_token", "an-old-token", 7200)
        send(message(Content="水壶漏水。"), at=timezone.now())
    relay_at(later(seconds=40))
    assert sent(wechat_api, since)
    assert Delivery.objects.get(subscriber="mail.acknowledgement").state == "done"
