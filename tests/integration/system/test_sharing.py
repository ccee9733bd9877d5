"""Several readers at once are answered by all web processes, wherever their connections began."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from feedback_desk.runtime.sharing import Sharing
from tests.support.smtp_sink import free_port

WORKERS, READERS, ROUNDS = 2, 4, 60


@contextmanager
def web_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    settings = "python:feedback_desk.runtime.gunicorn_settings"
    command = [sys.executable, "-m", "gunicorn", "-c", settings]
    environment = os.environ | {
        "FEEDBACK_DESK_BIND": f"127.0.0.1:{port}",
        "FEEDBACK_DESK_WEB_WORKERS": str(WORKERS),
    }
    server = subprocess.Popen(
        [*command, "tests.support.which_process:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(30)


def asked(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/")
    return int(connection.getresponse().read())


def processes_of(port: int) -> set[int]:
    """Ask anew, each time over a connection of its own, until every process has answered."""
    found: set[int] = set()
    end = time.monotonic() + 60
    while len(found) < WORKERS and time.monotonic() < end:
        try:
            with ThreadPoolExecutor(READERS) as pool:
                found |= set(pool.map(lambda _n: asked_once(port), range(READERS)))
        except OSError:
            time.sleep(0.1)
    return found


def asked_once(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        return asked(connection)


def test_a_process_without_work_gets_some_of_what_another_has():
    port = free_port()
    with web_server(port):
        first, second = sorted(processes_of(port))
        readers = [
            http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(READERS)
        ]
        os.kill(second, signal.SIGSTOP)
        try:
            assert {asked(reader) for reader in readers} == {first}
        finally:
            os.kill(second, signal.SIGCONT)
        with ThreadPoolExecutor(READERS) as pool:
            answers = pool.map(lambda reader: [asked(reader) for _ in range(ROUNDS)], readers)
            assert {process for each in answers for process in each} == {first, second}
        for reader in readers:
            reader.close()


@pytest.fixture
def sharing():
    shared = Sharing(2)
    shared.joins(1)
    shared.joins(2)
    return shared


def test_one_request_more_than_another_is_not_uneven(sharing):
    sharing.begins(1)
    assert not sharing.has_more_than_another(1)


def test_two_requests_more_than_another_are_uneven_until_one_ends(sharing):
    sharing.begins(1)
    sharing.begins(1)
    assert sharing.has_more_than_another(1)
    assert not sharing.has_more_than_another(2)
    sharing.ends(1)
    assert not sharing.has_more_than_another(1)


def test_a_process_alone_has_nobody_to_share_with():
    alone = Sharing(1)
    alone.joins(1)
    for _n in range(5):
        alone.begins(1)
    assert not alone.has_more_than_another(1)


def test_whoever_has_left_is_compared_with_no_more(sharing):
    sharing.begins(1)
    sharing.begins(1)
    sharing.leaves(2)
    assert not sharing.has_more_than_another(1)


def test_a_place_is_given_on_and_begins_empty(sharing):
    sharing.begins(1)
    sharing.leaves(1)
    sharing.joins(3)
    assert not sharing.has_more_than_another(3)


def test_a_process_for_which_there_is_no_place_keeps_its_connections(sharing):
    for process in (3, 4, 5):
        sharing.joins(process)
    sharing.begins(5)
    sharing.begins(5)
    assert not sharing.has_more_than_another(5)
