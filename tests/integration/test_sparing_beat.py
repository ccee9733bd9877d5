"""Beat goes on while no worker takes its wake-ups, and doesn't pile them up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from celery.beat import ScheduleEntry
from kombu import Producer

from feedback_desk.runtime.sparing_beat import MOST_WAITING, SparingScheduler

QUEUE, TASK = "urgent", "tickets.tasks.sweep_clocks"


@pytest.fixture
def producer() -> Iterator[Producer]:
    """A way to the tests' broker, its queue empty before and after."""
    with current_app.connection_for_write() as connection, connection.channel() as channel:
        channel.queue_purge(QUEUE)
        yield Producer(channel)
        channel.queue_purge(QUEUE)


@pytest.fixture
def beat(tmp_path: Path) -> Iterator[SparingScheduler]:
    scheduler = SparingScheduler(
        app=current_app, lazy=True, schedule_filename=str(tmp_path / "schedule")
    )
    scheduler.setup_schedule()
    yield scheduler
    scheduler.close()


def entry() -> ScheduleEntry:
    return ScheduleEntry(name="clocks", task=TASK, schedule=2, app=current_app)


def waiting(producer: Producer) -> int:
    return producer.channel.queue_declare(queue=QUEUE).message_count


def test_wake_ups_that_nobody_takes_stay_few(beat: SparingScheduler, producer: Producer) -> None:
    for _ in range(3 * MOST_WAITING):
        beat.apply_entry(entry(), producer=producer)
    assert waiting(producer) == MOST_WAITING

    producer.channel.queue_purge(QUEUE)
    beat.apply_entry(entry(), producer=producer)
    assert waiting(producer) == 1


def test_beat_asks_nothing_of_a_broker_that_is_away(beat: SparingScheduler) -> None:
    away = current_app.connection_for_write("redis://127.0.0.1:1/0")
    assert beat.waiting(TASK, Producer(away, auto_declare=False)) == 0
