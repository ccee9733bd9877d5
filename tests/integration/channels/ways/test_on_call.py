"""A rung that calls people out: posted to a program that listens, signed, retried, parked."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from channels.webhook.signing import verify
from tests.cast import Cast, by, later, ticket
from tests.support.peers import RunningPeer
from tests.support.signed import SECRET, SECRET_NAME
from tickets.actions.assigning import take
from tickets.actions.escalating import escalate
from tickets.models import Delivery, LadderStep, OnCallWebhook, Ticket
from tickets.outbox import BACK_OFF_SECONDS
from tickets.sla.sweep import sweep

# Tier 3 of the starter: first reply within 24 h, so 50 % after 12 h.
HALF = later(hours=12)


@pytest.fixture
def pager(starter: None, peer: RunningPeer) -> OnCallWebhook:
    return OnCallWebhook.objects.create(
        name_en="Night shift", name_zh="夜班", url=f"{peer.url}/alarms", secret_variable=SECRET_NAME
    )


@pytest.fixture
def case(cast: Cast, pager: OnCallWebhook) -> Ticket:
    """A ticket whose only clock is the first reply, and whose ladder calls out at 50 and 100 %."""
    _rungs(50, 100).update(tell_webhook=pager)
    opened = ticket(cast.rosa)
    opened.clocks.exclude(metric="first_response").update(state="cancelled", next_fire_at=None)
    return opened


@pytest.fixture
def since(peer: RunningPeer) -> int:
    return len(peer.seen("/alarms"))


def _rungs(*percents: int) -> Any:
    return LadderStep.objects.filter(version__policy__code="standard", percent__in=percents)


def _calls(peer: RunningPeer, since: int) -> list[dict[str, Any]]:
    return [json.loads(each["body"]) for each in peer.seen("/alarms")[since:]]


def _delivery(case: Ticket) -> Delivery:
    return case.deliveries.get(subscriber="staff.on_call")


def test_a_rung_posts_what_is_due_signed_and_without_the_customer(
    case: Ticket, pager: OnCallWebhook, peer: RunningPeer, since: int, relay_at
) -> None:
    sweep(at=HALF)
    relay_at(HALF + timedelta(seconds=1))

    (seen,) = peer.seen("/alarms")[since:]
    told = json.loads(seen["body"])
    assert told.pop("url").endswith(f"/desk/tickets/{case.pk}/")
    assert told == {
        "id": _delivery(case).key,
        "event": "sla.warned",
        "ticket": case.number,
        "metric": "first_response",
        "level": 50,
        "repeat": 0,
        "due_at": later(hours=24).isoformat(),
        "is_breached": False,
        "tier": 3,
        "team": case.team.name_en,
    }
    verify(
        secret=SECRET,
        timestamp=seen["headers"]["X-Desk-Timestamp"],
        signature=seen["headers"]["X-Desk-Signature"],
        body=seen["body"].encode(),
        at=HALF + timedelta(seconds=1),
        window_seconds=5,
    )
    assert seen["headers"]["Idempotency-Key"] == told["id"]


def test_levels_without_it_call_nobody_and_the_breach_calls_again(
    case: Ticket, peer: RunningPeer, since: int, relay_at
) -> None:
    for hours in (12, 18, 25):
        escalate(ticket_id=case.pk, at=later(hours=hours))
        relay_at(later(hours=hours, seconds=1))
    levels = [(call["level"], call["is_breached"]) for call in _calls(peer, since)]
    assert levels == [(50, False), (100, True)]


def test_a_repeat_calls_again(case: Ticket, peer: RunningPeer, since: int, relay_at) -> None:
    _rungs(50).update(repeat_seconds=3600)
    for hours in (12, 13):
        sweep(at=later(hours=hours))
        relay_at(later(hours=hours, seconds=1))
    assert [call["repeat"] for call in _calls(peer, since)] == [0, 1]


def test_a_level_that_a_higher_one_overtook_calls_nobody(
    case: Ticket, peer: RunningPeer, since: int, relay_at
) -> None:
    sweep(at=later(hours=25))
    relay_at(later(hours=25, seconds=1))
    assert [call["level"] for call in _calls(peer, since)] == [100]


def test_what_was_answered_meanwhile_is_not_called_about(
    case: Ticket, cast: Cast, peer: RunningPeer, since: int, relay_at
) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    sweep(at=HALF)
    case.clocks.filter(metric="first_response").update(state="met", stopped_at=HALF)
    relay_at(HALF + timedelta(seconds=1))
    assert _calls(peer, since) == []
    assert _delivery(case).state == Delivery.State.DROPPED


def test_a_pager_that_is_away_is_called_until_it_answers(
    case: Ticket, peer: RunningPeer, since: int, relay_at
) -> None:
    peer.answers(503)
    sweep(at=HALF)
    relay_at(HALF + timedelta(seconds=1))
    assert "503" in _delivery(case).last_error

    peer.works_again()
    relay_at(HALF + timedelta(seconds=2 + BACK_OFF_SECONDS[0]))
    first, second = _calls(peer, since)
    assert first == second
    assert _delivery(case).state == Delivery.State.DONE


@pytest.mark.parametrize("secret", [SECRET, ""])
def test_a_refusal_or_a_missing_secret_parks_it_with_the_reason(
    case: Ticket, peer: RunningPeer, relay_at, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv(SECRET_NAME, secret)
    peer.answers(410, {"error": "no such rota"})
    sweep(at=HALF)
    relay_at(HALF + timedelta(seconds=1))
    delivery = _delivery(case)
    assert delivery.state == Delivery.State.PARKED
    assert ("no such rota" if secret else SECRET_NAME) in delivery.last_error


def test_switched_off_it_calls_nobody(
    case: Ticket, pager: OnCallWebhook, peer: RunningPeer, since: int, relay_at
) -> None:
    sweep(at=HALF)
    OnCallWebhook.objects.update(is_active=False)
    relay_at(HALF + timedelta(seconds=1))
    assert _calls(peer, since) == []
    assert "Night shift is switched off" in _delivery(case).last_error
