"""Two administrators change something at the same moment: their changes are sealed one by one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.cast import later
from tickets.actors import Actor
from tickets.events import record_configuration
from tickets.management.commands.verify_audit import verify_configuration

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def change(name: str) -> None:
    record_configuration(
        code="changed",
        model="noticetemplate",
        object_id=name,
        label=name,
        actor=Actor.automation("test"),
        at=later(),
        data={},
    )


def change_beside() -> None:
    try:
        with transaction.atomic():
            change("second")
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("The second change waited for nothing.")


def test_a_change_goes_on_from_the_one_that_it_waited_for() -> None:
    with transaction.atomic():
        change("before")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            change("first")
            beside = pool.submit(change_beside)
            wait_until_somebody_waits()
        beside.result(timeout=10)
    assert verify_configuration() == 3
