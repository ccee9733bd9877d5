"""Postgres takes nothing in: the desk says so, loses nothing, and goes on when it is over."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import psycopg2
import pytest

from tests.faults import killed_worker
from tests.faults.desk_over_http import complain
from tests.smoke.browser import Browser, Refused
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]


@pytest.fixture
def running(desk: OwnDesk, sink) -> Iterator[OwnDesk]:
    """A web process that asks the database for a connection a request, so that it hears of it."""
    killed_worker.clear(desk, sink)
    desk.settings["FEEDBACK_DESK_DB_KEEP_SECONDS"] = "0"
    desk.start_web()
    yield desk
    del desk.settings["FEEDBACK_DESK_DB_KEEP_SECONDS"]
    refuse_writes(desk, False)
    desk.kill_all()


def refuse_writes(desk: OwnDesk, are_refused: bool) -> None:
    """Switch the database as its owner can, who has to let themselves write to do so."""
    writing = psycopg2.connect(
        desk.servers.database_url("owner"), options="-c default_transaction_read_only=off"
    )
    with contextlib.closing(writing), writing, writing.cursor() as cursor:
        name = writing.info.dbname
        value = "on" if are_refused else "off"
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}')


def is_ready(desk: OwnDesk) -> tuple[int, str]:
    answer = Browser(desk.address).get("/readyz")
    return answer.status, json.loads(answer.html)["postgres"]


def test_a_desk_that_can_keep_nothing_is_not_ready(running: OwnDesk) -> None:
    assert is_ready(running) == (200, "ok")
    refuse_writes(running, True)
    running.wait_until(
        lambda: is_ready(running) == (503, "read_only"), seconds=10, what="it is told"
    )
    before = running.count("SELECT count(*) FROM channels_submission")
    assert Browser(running.address).get("/complain/").status == 200
    with pytest.raises(Refused):
        complain(running, "rosa@example.test")
    assert running.count("SELECT count(*) FROM channels_submission") == before

    refuse_writes(running, False)
    running.wait_until(lambda: is_ready(running) == (200, "ok"), seconds=10, what="it is over")
    assert complain(running, "rosa@example.test")
