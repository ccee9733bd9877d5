"""When a channel last worked, what went wrong, how much lies there."""

from __future__ import annotations

import pytest

from channels import health, intake
from channels.models import Channel, ChannelHealth
from tests.cast import START, later

pytestmark = pytest.mark.django_db


def test_the_last_success_and_the_last_error_are_kept_side_by_side() -> None:
    health.succeeded("email", "support", at=START, waiting=3)
    health.failed("email", "support", at=later(minutes=1), error="The server is away.")

    row = ChannelHealth.objects.get(channel="email", row="support")
    assert (row.last_success_at, row.waiting) == (START, 3)
    assert (row.last_error_at, row.last_error) == (later(minutes=1), "The server is away.")
    assert health.is_failing(row)


def test_a_success_after_an_error_says_that_it_is_mended() -> None:
    health.failed("email", at=START, error="The server is away.")
    health.succeeded("email", at=later(seconds=1))

    assert not health.is_failing(ChannelHealth.objects.get())


def test_a_busy_channel_writes_its_row_seldom(django_assert_num_queries) -> None:
    health.succeeded("api", at=START)
    with django_assert_num_queries(1):
        health.succeeded("api", at=later(seconds=5))
    assert ChannelHealth.objects.get().last_success_at == START

    health.succeeded("api", at=later(seconds=11))
    assert ChannelHealth.objects.get().last_success_at == later(seconds=11)


def test_the_backlog_counts_what_waits_and_what_is_parked(starter: None) -> None:
    channel = Channel.objects.get(code="email")
    for number in range(3):
        row, _ = intake.store(channel=channel, provider_id=f"mail-{number}", raw={}, at=START)
    intake.park(row.pk, reason="Nobody can read it.")

    assert health.backlogs() == {"email": health.Backlog(waiting=2, parked=1)}
