"""Postgres restarted while complaints come in: each is a whole ticket or was refused."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.faults import killed_worker
from tests.faults.desk_over_http import complain
from tests.smoke.browser import Refused
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]

# What a sender sees of a desk without its database: an error page, or a connection that breaks.
REFUSALS = (Refused, AssertionError, OSError, http.client.HTTPException)
ENOUGH = 5

HALF_WRITTEN = """
SELECT count(*) FROM tickets_ticket t WHERE t.id > %s AND NOT (
    EXISTS (SELECT 1 FROM tickets_ticketevent e
            WHERE e.ticket_id = t.id AND e.code = 'ticket.opened')
    AND EXISTS (SELECT 1 FROM tickets_ticketevent e
                WHERE e.ticket_id = t.id AND e.code = 'ticket.routed')
    AND EXISTS (SELECT 1 FROM tickets_message m WHERE m.ticket_id = t.id AND m.direction = 'in')
    AND EXISTS (SELECT 1 FROM tickets_slaclock c
                WHERE c.ticket_id = t.id AND c.metric = 'first_response')
    AND EXISTS (SELECT 1 FROM tickets_slaclock c
                WHERE c.ticket_id = t.id AND c.metric = 'resolution')
    AND EXISTS (SELECT 1 FROM tickets_delivery d
                WHERE d.ticket_id = t.id AND d.subscriber = 'mail.acknowledgement')
    AND (SELECT count(*) FROM channels_submission s
         WHERE s.ticket_id = t.id AND s.state = 'opened') = 1
)"""


@dataclass
class Sender:
    """Complains again and again until told to stop; keeps what it was told."""

    desk: OwnDesk
    name: str
    accepted: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.thread.start()

    def _send(self) -> None:
        for number in range(1, 10_000):
            if self.stopping.is_set():
                return
            email = f"{self.name}{number}@example.test"
            try:
                self.accepted[complain(self.desk, email)] = email
            except REFUSALS:
                self.refused += 1
                time.sleep(0.1)

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(timeout=60)
        assert not self.thread.is_alive(), "A complaint got no answer for a minute."


@pytest.fixture
def running(desk: OwnDesk, sink) -> Iterator[OwnDesk]:
    """A desk at work that takes any number of complaints from one address."""
    killed_worker.clear(desk, sink)
    desk.settings["FEEDBACK_DESK_FORM_RATE"] = "100000/h"
    desk.start_web()
    desk.start_worker()
    desk.start_beat()
    yield desk
    del desk.settings["FEEDBACK_DESK_FORM_RATE"]
    desk.start_postgres()
    desk.kill_all()


def test_no_ticket_is_half_written_and_the_processes_find_back(running: OwnDesk, sink) -> None:
    desk, at_work = running, list(running.processes)
    newest = desk.count("SELECT coalesce(max(id), 0) FROM tickets_ticket")
    senders = [Sender(desk, name) for name in ("rosa", "lin")]

    def accepted() -> int:
        return sum(len(sender.accepted) for sender in senders)

    try:
        desk.wait_until(lambda: accepted() >= ENOUGH, seconds=60, what="complaints come in")
        desk.stop_postgres()
        desk.wait_until(
            lambda: all(sender.refused for sender in senders), seconds=60, what="it is noticed"
        )
        desk.start_postgres()
        before = accepted()
        desk.wait_until(lambda: accepted() >= before + ENOUGH, seconds=60, what="it goes on")
    finally:
        for sender in senders:
            sender.stopping.set()
    for sender in senders:
        sender.stop()

    told = {number: email for sender in senders for number, email in sender.accepted.items()}
    desk.wait_until(
        lambda: not desk.count("SELECT count(*) FROM channels_submission WHERE state = 'stored'"),
        seconds=60,
        what="what was kept is opened",
    )
    opened = {number for (number,) in desk.sql(
        "SELECT number FROM tickets_ticket WHERE id > %s", newest
    )}  # fmt: skip
    assert told.keys() <= opened
    assert desk.count(HALF_WRITTEN, newest) == 0
    desk.wait_until(
        lambda: not desk.count("SELECT count(*) FROM tickets_delivery WHERE state <> 'done'"),
        seconds=90,
        what="every acknowledgement leaves",
    )
    assert {mail.to for mail in sink.mails} >= set(told.values())
    assert [process.poll() for process in at_work] == [None] * len(at_work)

    # The question finds a half-written one, if there is one.
    desk.sql("DELETE FROM tickets_delivery WHERE ticket_id = (SELECT max(id) FROM tickets_ticket)")
    assert desk.count(HALF_WRITTEN, newest) == 1
