"""A head waits for who may still write below it, and says so when that takes too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tickets import trail_head
from tickets.trail_head import Head, NotSettled, latest_head

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_process_of_its_own() -> Head:
    try:
        return latest_head()
    finally:
        connection.close()


@pytest.fixture
def may_end() -> Iterator[threading.Event]:
    """Another connection has a transaction open, until this is set."""
    has_begun, may_end = threading.Event(), threading.Event()

    def stay_open() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            has_begun.set()
            may_end.wait(20)
        connection.close()

    beside = threading.Thread(target=stay_open)
    beside.start()
    assert has_begun.wait(20)
    yield may_end
    may_end.set()
    beside.join(20)


def test_it_waits_for_who_began_before(may_end: threading.Event) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(in_a_process_of_its_own)
        time.sleep(0.3)
        assert not asked.done()
        may_end.set()
        assert asked.result(timeout=10).still_holds()


def test_it_does_not_wait_for_ever(may_end: threading.Event, monkeypatch) -> None:
    monkeypatch.setattr(trail_head, "WAIT_SECONDS", 0.2)
    with pytest.raises(NotSettled, match="pg_stat_activity"):
        latest_head()
