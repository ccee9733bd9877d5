"""Without Redis the desk takes in, shows and answers; what has to leave waits and leaves later."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from tests.faults import killed_worker
from tests.faults.desk_over_http import complain, reply, sign_in, ticket_path
from tests.smoke.browser import Browser
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]


@pytest.fixture
def running(desk: OwnDesk, sink) -> Iterator[OwnDesk]:
    """A desk at work: web, worker, beat, one agent; a reply leaves after a second."""
    killed_worker.clear(desk, sink)
    desk.run([sys.executable, "-m", "tests.faults.work", "agent", "ana"])
    desk.sql("UPDATE tickets_desksettings SET undo_send_seconds = 1")
    desk.start_web()
    desk.start_worker()
    desk.start_beat()
    yield desk
    desk.start_redis()
    desk.kill_all()


def test_everything_a_person_does_works_and_the_mails_leave_when_it_is_back(
    running: OwnDesk, sink
) -> None:
    complain(running, "before@example.test")
    sink.wait_for(1, seconds=60)
    # Beat holds a connection by now, which is another thing to lose than one never made.
    running.wait_until(lambda: "relay_mail" in running.log("beat"), seconds=30, what="beat began")

    running.stop_redis()
    number = complain(running, "during@example.test")
    ana = sign_in(running, "ana")
    path = ticket_path(running, number)
    page = reply(ana, path, "We send a new kettle.")
    assert "We send a new kettle." in page.text
    assert ana.get("/desk/").status == 200
    ready = Browser(running.address).get("/readyz")
    assert ready.status == 200
    assert json.loads(ready.html)["status"] == "degraded"
    assert [mail.to for mail in sink.mails] == ["before@example.test"]

    assert [process.poll() for process in running.processes] == [None, None, None]
    running.start_redis()
    running.wait_until(lambda: len(sink.mails) >= 3, seconds=90, what="the mails left")
    to_customer = [mail.subject for mail in sink.to("during@example.test")]
    assert to_customer == [
        f"We have your complaint [{number}]",
        f"Re: The kettle leaks. [{number}]",
    ]
    left = "SELECT count(*) FROM tickets_delivery WHERE state <> 'done'"
    # A letter is at the customer's a moment before it is marked.
    running.wait_until(lambda: running.count(left) == 0, seconds=30, what="all is marked as done")
