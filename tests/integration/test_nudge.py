"""A nudge is one attempt, then silence: a dead broker is never waited for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from celery import current_app

from channels.email.watching import wake_a_worker
from channels.tasks import poll_mailbox
from tickets import nudge


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Every test begins as a process that has never nudged."""

    def forget() -> None:
        nudge._forget_producer()
        nudge._last.clear()
        nudge._resting_until = 0.0

    forget()
    yield
    forget()


@pytest.fixture
def stuck_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A broker that takes connections and never says a word; the list counts them."""
    taken: list[int] = []
    kept = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def take() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                kept.append(connection)
                taken.append(1)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        monkeypatch.setattr(current_app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
        yield taken
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
    for connection in kept:
        connection.close()


def test_a_stuck_broker_is_asked_once_and_then_left_alone(stuck_broker: list[int]) -> None:
    for _commit in range(20):
        nudge._last.clear()
        nudge.nudge({"urgent", "mail", "bulk"})
    assert len(stuck_broker) == 1


def test_word_of_new_mail_waits_for_no_broker_either(stuck_broker: list[int]) -> None:
    for _arrival in range(3):
        wake_a_worker(1)
    assert len(stuck_broker) == 1


def test_word_of_new_mail_has_it_fetched(settings) -> None:
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with current_app.connection_for_read() as connection:
        current_app.amqp.queues[queue].bind(connection.default_channel).declare()
        connection.default_channel.queue_purge(queue)
        wake_a_worker(7)
        with connection.SimpleQueue(queue) as waiting:
            message = waiting.get(timeout=5)
            message.ack()
    assert message.headers["task"] == poll_mailbox.name
    assert message.payload[0] == [7]


def test_it_is_asked_again_after_a_rest(
    stuck_broker: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    nudge.nudge({"mail"})
    now = nudge.time.monotonic()
    monkeypatch.setattr(nudge.time, "monotonic", lambda: now + nudge.REST_SECONDS + 1)
    nudge.nudge({"mail"})
    assert len(stuck_broker) == 2


def test_a_nudge_reaches_the_queue_of_its_lane_at_most_ten_times_a_second(settings) -> None:
    with current_app.connection_for_read() as connection:
        channel = connection.default_channel
        for lane in ("urgent", "mail"):
            current_app.amqp.queues[lane].bind(channel).declare()
            channel.queue_purge(lane)
        for _commit in range(5):
            nudge.nudge({"urgent", "mail"})
        sizes = {lane: channel.queue_declare(lane, passive=True)[1] for lane in ("urgent", "mail")}
        for lane in sizes:
            channel.queue_purge(lane)
    assert sizes == {"urgent": 1, "mail": 1}
