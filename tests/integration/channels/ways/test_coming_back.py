"""A letter that left and came back later: the next way carries what it said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels.email.models import Mailbox
from channels.email.receiving import receive
from channels.models import Channel, SmsGateway
from tests.cast import START, Cast, by, later, ticket
from tests.support.mails import SUPPORT, mail
from tests.support.peers import RunningPeer
from tickets import outbox
from tickets.actions.replying import reply
from tickets.models import ContactPoint, Delivery, Message, Metric, Ticket

pytestmark = pytest.mark.django_db
WORDS = "The seal is faulty."


@pytest.fixture
def mailbox(starter: None) -> Mailbox:
    email = Channel.objects.get(code="email")
    return Mailbox.objects.create(code="support", address=SUPPORT, channel=email, way="pushed")


@pytest.fixture
def since(peer: RunningPeer) -> int:
    return len(peer.seen("/send"))


def texts(peer: RunningPeer, since: int) -> list[dict[str, str]]:
    return [json.loads(each["body"]) for each in peer.seen("/send")[since:]]


def has_phone(cast: Cast) -> None:
    ContactPoint.objects.create(
        customer=cast.rosa, kind="phone", value="13800138000", normalised="13800138000",
        created_at=START,
    )  # fmt: skip


def come_back(mailbox: Mailbox, ours: str, *, minutes: int, name: str = "r1") -> None:
    """The report of a mail server that took the letter and couldn't hand it on."""
    raw = mail(
        f"Could not be delivered: 550 Unknown\n\nMessage-ID: {ours}\n",
        message_id=f"<{name}@mx.test>",
        sender="Mail Delivery System <mailer-daemon@mx.harbour.test>",
        subject="Mail delivery failed: returning message to sender",
        x_failed_recipients="rosa@example.test",
        auto_submitted="auto-replied",
    )
    receive(raw, mailbox=mailbox, at=later(minutes=minutes))


def acknowledged(cast: Cast, relay_at: Any) -> tuple[Ticket, Message]:
    case = ticket(cast.rosa)
    relay_at(later(seconds=20))
    return case, case.messages.get(direction="system")


def answered(case: Ticket, cast: Cast, relay_at: Any) -> Message:
    said = reply(
        ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=10), text=WORDS,
        next_step="A courier brings it.", next_step_by=later(hours=26),
    )  # fmt: skip
    relay_at(later(minutes=11))
    said.refresh_from_db()
    return said


def codes(case: Ticket) -> list[str]:
    return list(case.events.order_by("seq").values_list("code", flat=True))


def test_a_notice_that_came_back_goes_out_by_text(
    cast: Cast, mailbox: Mailbox, gateway: SmsGateway, peer: RunningPeer, since: int, sink, relay_at
) -> None:
    has_phone(cast)
    case, told = acknowledged(cast, relay_at)
    assert len(sink.mails) == 1
    come_back(mailbox, told.message_id, minutes=5)
    relay_at(later(minutes=6))

    (text,) = texts(peer, since)
    assert case.number in text["content"]
    assert len(sink.mails) == 1
    kept = case.messages.filter(direction="system").order_by("pk")
    assert [(m.channel, m.failed_at is None) for m in kept] == [("email", False), ("sms", True)]
    assert codes(case).count("notice.fell_back") == 1
    client = Client()
    client.force_login(cast.ana)
    page = client.get(reverse("desk:ticket", args=[case.pk])).text
    assert "E-mail didn’t reach Rosa Delgado; the next way is tried" in page
    assert "notice.failed" not in codes(case)


def test_an_answer_that_came_back_goes_out_by_text_and_no_clock_starts(
    cast: Cast, mailbox: Mailbox, gateway: SmsGateway, peer: RunningPeer, since: int, sink, relay_at
) -> None:
    has_phone(cast)
    case, _told = acknowledged(cast, relay_at)
    said = answered(case, cast, relay_at)
    come_back(mailbox, said.message_id, minutes=20)
    come_back(mailbox, said.message_id, minutes=21, name="r2")
    relay_at(later(minutes=22))

    (text,) = texts(peer, since)
    assert WORDS in text["content"]
    said.refresh_from_db()
    assert (said.channel, said.failed_at, said.sent_at) == ("sms", None, later(minutes=22))
    assert not case.clocks.filter(metric=Metric.NEXT_REPLY, stopped_at=None).exists()


def test_what_comes_back_twice_is_not_sent_round_and_round(
    cast: Cast, mailbox: Mailbox, gateway: SmsGateway, peer: RunningPeer, since: int, sink, relay_at
) -> None:
    has_phone(cast)
    case, told = acknowledged(cast, relay_at)
    peer.answers(403)
    come_back(mailbox, told.message_id, minutes=5)
    relay_at(later(minutes=6))
    # The text was refused, so the marked address was the last resort.
    assert len(sink.mails) == 2
    come_back(mailbox, told.message_id, minutes=7, name="r2")
    relay_at(later(minutes=8))
    assert (len(sink.mails), len(texts(peer, since))) == (2, 1)
    assert codes(case)[-1] == "notice.failed"


def test_without_another_way_it_is_parked_and_can_be_sent_again_by_hand(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, told = acknowledged(cast, relay_at)
    come_back(mailbox, told.message_id, minutes=5)
    relay_at(later(minutes=6))
    parked = case.deliveries.get(subscriber="mail.acknowledgement")
    assert (parked.state, len(sink.mails)) == (Delivery.State.PARKED, 1)
    assert "notice.failed" in codes(case)

    said = answered(case, cast, relay_at)
    come_back(mailbox, said.message_id, minutes=20, name="r2")
    for delivery in case.deliveries.filter(state=Delivery.State.PARKED):
        assert outbox.retry(delivery.pk, at=later(minutes=30))
    relay_at(later(minutes=31))
    assert [WORDS in each.text for each in sink.mails[2:]] == [False, True]
    said.refresh_from_db()
    assert (said.sent_at, said.failed_at) == (later(minutes=31), None)
