"""Redis that hangs and comes back does later what was asked of it; nobody is kept out by that."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest
import redis

from feedback_desk.caches import REST_SECONDS
from tests.faults import killed_worker
from tests.faults.desk_over_http import sign_in
from tests.smoke.browser import Browser
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]


@pytest.fixture
def redis_pid(desk: OwnDesk, sink) -> Iterator[int]:
    """The process of Redis, beside a web process with one connection to it, and an agent."""
    killed_worker.clear(desk, sink)
    desk.run([sys.executable, "-m", "tests.faults.work", "agent", "ana"])
    desk.settings["FEEDBACK_DESK_WEB_THREADS"] = "1"
    desk.start_web()
    client = redis.Redis(unix_socket_path=str(desk.servers.valkey.places.valkey_socket))
    pid = int(client.info("server")["process_id"])
    client.close()
    yield pid
    del desk.settings["FEEDBACK_DESK_WEB_THREADS"]
    os.kill(pid, signal.SIGCONT)
    desk.kill_all()


def test_signing_in_goes_on_after_redis_hung(desk: OwnDesk, redis_pid: int) -> None:
    sign_in(desk, "ana")  # the connection stands
    ana = Browser(desk.address)
    page = ana.get("/accounts/login/").expect(200)
    form = page.form("login", "password").fill(login="ana", password="ana-has-a-key")
    os.kill(redis_pid, signal.SIGSTOP)
    ana.send(page, form).expect(200)
    os.kill(redis_pid, signal.SIGCONT)
    # What was asked of it meanwhile is done now, the lock of the sign-in too. Wait until the desk
    # asks it again.
    time.sleep(REST_SECONDS + 0.2)
    sign_in(desk, "ana")
