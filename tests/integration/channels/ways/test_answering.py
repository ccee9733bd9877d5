"""Answers to reviews and mentions: in public through the webhook, or kept and said by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from channels.models import ChannelHealth, Post, Webhook
from channels.social import deciding
from channels.webhook.signing import verify
from tests.cast import START, Cast, by, later
from tests.support.peers import RunningPeer
from tests.support.signed import SECRET, make_webhook, post, review
from tickets.actions.replying import reply
from tickets.models import Customer, Delivery, Message, Ticket

pytestmark = pytest.mark.django_db
WORDS = "We are sorry, Li Wei. A new one is on its way."


@pytest.fixture
def reviews(starter: None, peer: RunningPeer) -> Webhook:
    return make_webhook("review", answer_url=f"{peer.url}/answers")


@pytest.fixture
def since(peer: RunningPeer) -> int:
    return len(peer.seen("/answers"))


def come_in(webhook: Webhook, item: dict[str, Any]) -> None:
    with time_machine.travel(START, tick=False):
        assert post(webhook, {"data": [item]}).status_code == 202


def reviewed(webhook: Webhook) -> Ticket:
    come_in(webhook, review(text="I have to complain. Nobody returned my call."))
    return Ticket.objects.get()


def answer(case: Ticket, cast: Cast) -> Message:
    return reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text=WORDS,
        next_step="We call you",
        next_step_by=later(hours=5),
    )


def seen(peer: RunningPeer, since: int) -> list[dict[str, Any]]:
    return peer.seen("/answers")[since:]


def page_of(case: Ticket, cast: Cast) -> str:
    client = Client()
    client.force_login(cast.ana)
    return client.get(reverse("desk:ticket", args=[case.pk])).text


def test_an_answer_is_posted_under_the_review_signed_and_without_anything_private(
    cast: Cast, reviews: Webhook, peer: RunningPeer, since: int, relay_at
) -> None:
    case = reviewed(reviews)
    assert "Your answer is posted where they wrote" in page_of(case, cast)
    said = answer(case, cast)
    relay_at(later(hours=2))

    (request,) = seen(peer, since)
    told = json.loads(request["body"])
    assert (told["review"], told["text"].splitlines()[0]) == ("r1", WORDS)
    assert "We call you, by " in told["text"]
    assert not any(private in request["body"] for private in (case.number, "/s/", "http"))
    verify(
        secret=SECRET,
        timestamp=request["headers"]["X-Desk-Timestamp"],
        signature=request["headers"]["X-Desk-Signature"],
        body=request["body"].encode(),
        at=later(hours=2),
        window_seconds=300,
    )
    said.refresh_from_db()
    assert (said.sent_at, said.channel) == (later(hours=2), "social")
    assert "to Li Wei, on social media" in page_of(case, cast)
    assert ChannelHealth.objects.get(row=reviews.code).last_success_at == later(hours=2)


def test_a_repeat_after_a_crash_carries_the_same_name(
    cast: Cast, reviews: Webhook, peer: RunningPeer, since: int, relay_at
) -> None:
    case = reviewed(reviews)
    said = answer(case, cast)
    relay_at(later(hours=2))
    Message.objects.filter(pk=said.pk).update(sent_at=None)
    Delivery.objects.filter(message=said).update(state="pending", leased_until=None)
    relay_at(later(hours=3))
    first, again = seen(peer, since)
    assert first["headers"]["Idempotency-Key"] == again["headers"]["Idempotency-Key"]
    assert json.loads(first["body"])["id"] == json.loads(again["body"])["id"]


def test_a_refusal_is_shown_on_the_ticket_and_on_the_system_page(
    cast: Cast, reviews: Webhook, peer: RunningPeer, relay_at
) -> None:
    case = reviewed(reviews)
    said = answer(case, cast)
    peer.answers(403, path="/answers")
    relay_at(later(hours=2))
    said.refresh_from_db()
    assert said.failed_at == later(hours=2)
    assert "403" in page_of(case, cast)
    assert "403" in ChannelHealth.objects.get(row=reviews.code).last_error


def test_who_can_be_written_to_is_never_answered_in_public(
    cast: Cast, reviews: Webhook, peer: RunningPeer, since: int, sink, relay_at
) -> None:
    case = reviewed(reviews)
    Customer.objects.get(pk=case.customer_id).contacts.create(
        kind="email", value="li@example.test", normalised="li@example.test", created_at=later()
    )
    assert "composer-reach" not in page_of(case, cast)
    answer(case, cast)
    relay_at(later(hours=2))
    assert seen(peer, since) == []
    assert WORDS in sink.mails[-1].text


def test_without_an_address_for_answers_the_desk_says_so_and_keeps_what_was_said(
    cast: Cast, reviews: Webhook, peer: RunningPeer, since: int, relay_at
) -> None:
    Webhook.objects.update(answer_url="")
    case = reviewed(reviews)
    page = page_of(case, cast)
    assert "Answer there, and keep here what you said." in page
    assert "https://reviews.test/r1" in page.split("composer-reach")[1]
    said = answer(case, cast)
    relay_at(later(hours=2))
    said.refresh_from_db()
    assert (said.sent_at, said.failed_at, said.failure) == (None, None, "by_hand")
    assert case.events.filter(code="message.unsent").count() == 1
    assert not case.clocks.filter(metric__in=("first_response", "next_reply"), stopped_at=None)
    assert "kept here: to be said where they wrote" in page_of(case, cast)
    assert seen(peer, since) == []


def test_a_mention_that_became_a_ticket_is_answered_the_same_way(
    cast: Cast, peer: RunningPeer, since: int, relay_at
) -> None:
    feed = make_webhook("mention", answer_url=f"{peer.url}/answers", answer_fields={"t": "{text}"})
    come_in(feed, review("m1", None, "I have to complain. Nobody returned my call."))
    case = deciding.open_ticket_for(
        post_id=Post.objects.get().pk, user=cast.ana, at=later(minutes=1)
    )
    answer(case, cast)
    relay_at(later(hours=2))
    (request,) = seen(peer, since)
    assert list(json.loads(request["body"])) == ["t"]
