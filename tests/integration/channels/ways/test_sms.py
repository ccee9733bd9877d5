"""Text messages in by the signed webhook, out by a gateway that really listens."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine

from channels.models import ChannelHealth, SmsGateway, Webhook
from tests.cast import START, Cast, by, customer, later, ticket
from tests.support.peers import RunningPeer
from tests.support.signed import post
from tickets.actions.noting import note
from tickets.actions.replying import reply
from tickets.models import ContactPoint, Delivery, Metric, Ticket, Tier

pytestmark = pytest.mark.django_db
NUMBER = "+8613800138000"


def text_in(webhook: Webhook, words: str, *, at: datetime, number: str = "m1") -> Any:
    with time_machine.travel(at, tick=False):
        body = {"id": number, "text": words, "from": NUMBER, "lang": "zh"}
        answer = post(webhook, body)
    assert answer.status_code == 202, answer.content
    return answer


def texts(peer: RunningPeer, since: int) -> list[dict[str, str]]:
    return [json.loads(each["body"]) for each in peer.seen("/send")[since:]]


@pytest.fixture
def since(peer: RunningPeer) -> int:
    return len(peer.seen("/send"))


def test_a_text_becomes_a_ticket_and_is_acknowledged_by_text_within_a_minute(
    cast: Cast,
    texts_in: Webhook,
    gateway: SmsGateway,
    peer: RunningPeer,
    since: int,
    relay_at,
    sink,
) -> None:
    text_in(texts_in, "水壶漏水，没人回电话。", at=START)
    relay_at(later(seconds=30))
    case = Ticket.objects.get()
    (sent,) = texts(peer, since)
    assert sent["to"] == NUMBER
    assert case.number in sent["content"]
    assert "您的投诉已收到" in sent["content"]
    assert "http://127.0.0.1:8000/s/" in sent["content"]
    assert len(sent["content"]) <= gateway.most_characters
    assert peer.seen("/send")[-1]["headers"]["Authorization"] == "Bearer gateway-key"
    assert case.clocks.get(metric=Metric.ACKNOWLEDGEMENT).stopped_at == later(seconds=30)
    assert case.messages.get(direction="system").channel == "sms"
    assert ChannelHealth.objects.get(channel="sms", row="main").last_success_at
    assert sink.mails == []


def test_an_answer_comes_by_text_and_the_next_text_lands_on_the_same_ticket(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, since: int, relay_at
) -> None:
    text_in(texts_in, "水壶漏水。", at=START)
    case = Ticket.objects.get()
    note(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1), text="Known crook, be careful")
    reply(
        ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=2), text="我们今天给您换一个。",
        next_step="快递上门", next_step_by=later(hours=30),
    )  # fmt: skip
    relay_at(later(minutes=3))
    said = [each["content"] for each in texts(peer, since)]
    assert len(said) == 2
    assert "我们今天给您换一个。" in said[1]
    assert not any("crook" in words for words in said)
    answer = case.messages.get(direction="out")
    assert (answer.sent_at, answer.channel) == (later(minutes=3), "sms")
    text_in(texts_in, "好的，谢谢。", at=later(hours=1), number="m2")
    assert Ticket.objects.count() == 1
    assert [m.text for m in case.messages.filter(direction="in")] == ["水壶漏水。", "好的，谢谢。"]


def test_a_repeat_after_a_crash_carries_the_same_reference(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, since: int, relay_at
) -> None:
    text_in(texts_in, "水壶漏水。", at=START)
    relay_at(later(seconds=30))
    Ticket.objects.get().messages.filter(direction="system").delete()
    Delivery.objects.update(state="pending", lease=None, leased_until=None)
    relay_at(later(seconds=40))
    first, again = texts(peer, since)
    assert first["ref"] == again["ref"]


NIGHT = datetime.fromisoformat("2026-03-10T23:00:00+08:00")
MORNING = datetime.fromisoformat("2026-03-11T08:00:00+08:00")


def by_number_only(**matter: Any) -> Ticket:
    """Somebody who wrote by the web form and left a number only."""
    who = customer(name="Lin", email="", at=NIGHT)
    ContactPoint.objects.create(
        customer=who,
        kind="phone",
        value="138 0013 8000",
        normalised="13800138000",
        created_at=NIGHT,
    )
    return ticket(who, at=NIGHT, **matter)


def test_quiet_hours_hold_a_text_until_morning_without_counting_attempts(
    cast: Cast, gateway: SmsGateway, peer: RunningPeer, since: int, relay_at
) -> None:
    by_number_only()
    relay_at(NIGHT)
    held = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert (held.state, held.attempts) == ("pending", 0)
    assert "Quiet hours" in held.last_error
    assert texts(peer, since) == []
    relay_at(MORNING)
    assert [each["to"] for each in texts(peer, since)] == [NUMBER]


def test_priority_one_is_told_at_night_also_when_it_becomes_urgent_meanwhile(
    cast: Cast, gateway: SmsGateway, peer: RunningPeer, since: int, relay_at
) -> None:
    case = by_number_only()
    relay_at(NIGHT)
    Ticket.objects.filter(pk=case.pk).update(tier=Tier.objects.get(rank=1))
    relay_at(datetime.fromisoformat("2026-03-10T23:16:00+08:00"))
    assert len(texts(peer, since)) == 1


def test_who_writes_at_night_is_answered_at_once(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, since: int, relay_at
) -> None:
    text_in(texts_in, "水壶漏水。", at=NIGHT)
    relay_at(NIGHT)
    assert len(texts(peer, since)) == 1


def test_a_refusal_falls_back_to_mail_and_the_history_says_so(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, relay_at, sink
) -> None:
    text_in(texts_in, "水壶漏水。", at=START)
    case = Ticket.objects.get()
    ContactPoint.objects.create(
        customer=case.customer, kind="email", value="lin@example.test",
        normalised="lin@example.test", created_at=START,
    )  # fmt: skip
    peer.answers(400, {"error": "number is blocked"})
    relay_at(later(seconds=20))
    (mail,) = sink.to("lin@example.test")
    assert case.number in mail.subject
    assert case.events.get(code="notice.fell_back").data["way"] == "sms"
    assert "blocked" in ChannelHealth.objects.get(channel="sms", row="main").last_error
    assert case.messages.get(direction="system").channel == "email"


def test_a_gateway_that_is_away_is_tried_three_times_before_the_next_way(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, relay_at, sink
) -> None:
    text_in(texts_in, "水壶漏水。", at=START)
    case = Ticket.objects.get()
    ContactPoint.objects.create(
        customer=case.customer, kind="email", value="lin@example.test",
        normalised="lin@example.test", created_at=START,
    )  # fmt: skip
    peer.answers(503)
    for seconds in (10, 20):
        relay_at(later(seconds=seconds))
        assert sink.mails == []
    relay_at(later(seconds=60))
    assert len(sink.to("lin@example.test")) == 1


def test_a_refusal_inside_a_polite_answer_is_one(
    cast: Cast, texts_in: Webhook, gateway: SmsGateway, peer: RunningPeer, relay_at
) -> None:
    SmsGateway.objects.update(refusal_path="$.error")
    text_in(texts_in, "水壶漏水。", at=START)
    peer.answers(200, {"error": "no credit"})
    relay_at(later(seconds=20))
    delivery = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert delivery.state == "parked"
    assert "no credit" in delivery.last_error
    assert Ticket.objects.get().events.filter(code="notice.failed").exists()


def test_where_nothing_else_is_left_the_team_is_asked_to_call(
    cast: Cast, texts_in: Webhook, peer: RunningPeer, relay_at
) -> None:
    """No gateway is set up, so an answer to a number can only be said."""
    text_in(texts_in, "水壶漏水。", at=START)
    case = Ticket.objects.get()
    reply(
        ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=2), text="我们今天给您换一个。",
        next_step="快递上门", next_step_by=later(hours=30),
    )  # fmt: skip
    relay_at(later(minutes=3))
    relay_at(later(minutes=4))
    call = case.tasks.get(kind="call_back")
    assert call.due_at > later(minutes=3)
    dropped = Delivery.objects.get(subscriber="mail.reply")
    assert dropped.state == "dropped"
    assert "call" in dropped.last_error
