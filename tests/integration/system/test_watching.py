"""Administrators hear once that a sweep is late, and once that it has caught up."""

from __future__ import annotations

import pytest
from django.core import mail

from tests.cast import Cast, later
from tickets import outbox
from tickets.actions.watching import watch_lags
from tickets.models import Delivery, LagIncident

pytestmark = pytest.mark.django_db


def look(seconds: int, **when: int) -> list[LagIncident]:
    return watch_lags(lags={"clocks": seconds, "relay": 0}, bound_seconds=60, at=later(**when))


def notices() -> int:
    return Delivery.objects.filter(subscriber="staff.lag").count()


def test_one_notice_when_it_begins_and_one_when_it_is_over(cast: Cast) -> None:
    assert look(60, minutes=1) == []
    (began,) = look(61, minutes=2)
    assert look(300, minutes=6) == []
    assert look(45, minutes=7) == []
    (over,) = look(30, minutes=8)

    assert (began.pk, began.sweep) == (over.pk, "clocks")
    over.refresh_from_db()
    assert (over.worst_seconds, over.ended_at) == (300, later(minutes=8))
    assert notices() == 2
    assert look(0, minutes=9) == []


def test_the_next_delay_is_a_new_incident(cast: Cast) -> None:
    look(61, minutes=1)
    look(0, minutes=2)
    look(61, minutes=3)

    assert LagIncident.objects.count() == 2
    assert notices() == 3


def test_only_administrators_are_told_in_their_language(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    cast.adam.language = "zh-hans"
    cast.adam.save()
    look(61, minutes=1)

    assert outbox.relay("urgent") == 1
    (letter,) = mail.outbox
    assert letter.to == [cast.adam.email]
    assert "/system/" in letter.body
    assert Delivery.objects.get(subscriber="staff.lag").state == Delivery.State.DONE


def test_a_handler_that_runs_twice_sends_the_same_message_id(cast: Cast) -> None:
    look(61, minutes=1)
    delivery = Delivery.objects.get(subscriber="staff.lag")
    subscriber = outbox.subscriber_for("staff.lag")
    assert subscriber is not None
    subscriber.carry_out(delivery)
    subscriber.carry_out(delivery)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
