"""Two processes of one run never share a Redis database."""

from __future__ import annotations

import pytest

from tests.support.side_by_side import divide


@pytest.mark.parametrize(
    ("process", "broker", "cache"),
    [("gw0", "/0", "/1"), ("gw1", "/2", "/3"), ("gw7", "/14", "/15")],
)
def test_each_process_has_two_databases(process: str, broker: str, cache: str) -> None:
    given = {"REDIS_URL": "redis://127.0.0.1:6379/0", "CACHE_URL": "redis://127.0.0.1:6379/1"}
    assert divide(given, process) == {
        "REDIS_URL": f"redis://127.0.0.1:6379{broker}",
        "CACHE_URL": f"redis://127.0.0.1:6379{cache}",
    }


def test_sockets_are_divided_too() -> None:
    given = {"REDIS_URL": "redis+socket:///s?virtual_host=0", "CACHE_URL": "unix:///s?db=1"}
    assert divide(given, "gw1") == {
        "REDIS_URL": "redis+socket:///s?virtual_host=2",
        "CACHE_URL": "unix:///s?db=3",
    }


def test_a_run_in_one_process_keeps_what_it_was_given() -> None:
    assert divide({"REDIS_URL": "redis://127.0.0.1:6379/0"}, "") == {}
