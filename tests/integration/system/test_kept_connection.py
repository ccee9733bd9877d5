"""A connection that is kept from one request to the next is looked at before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beside() -> Iterator[Any]:
    """A second connection, to look at the first one and to end it."""
    other = connection.copy()
    with other.cursor() as cursor:
        yield cursor
    other.close()


def our_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    return int(process)


def last_words(beside: Any, process: int) -> tuple[Any, ...]:
    beside.execute("SELECT query, query_start FROM pg_stat_activity WHERE pid = %s", [process])
    return tuple(beside.fetchone())


def test_one_that_was_used_just_now_is_not_asked_again(beside: Any) -> None:
    process = our_process()
    assert connection.is_usable()  # asks, and from then on it is trusted
    before = last_words(beside, process)
    assert connection.is_usable()
    assert last_words(beside, process) == before


def test_one_that_nobody_used_for_long_is_asked(beside: Any) -> None:
    process = our_process()
    assert connection.is_usable()
    before = last_words(beside, process)
    connection._trusted_until = 0.0
    assert connection.is_usable()
    assert last_words(beside, process) != before


def test_one_that_the_server_has_ended_is_made_anew(beside: Any) -> None:
    process = our_process()
    assert connection.is_usable()
    beside.execute("SELECT pg_terminate_backend(%s, 5000)", [process])

    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert our_process() != process
