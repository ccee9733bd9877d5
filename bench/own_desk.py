"""A desk for measuring: started by bin/up in a throw-away folder, with limits out of the way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench import machine
from tests.smoke.desk import Desk
from tests.smoke.sink import Sink

LIMITS = {
    "FEEDBACK_DESK_FORM_RATE": "100000000/h",
    "FEEDBACK_DESK_FORM_MIN_SECONDS": "0",
    "FEEDBACK_DESK_LINK_RATE": "100000000/m",
    "FEEDBACK_DESK_LOGIN_RATE": "100000/m/ip",
    "FEEDBACK_DESK_LOG_LEVEL": "WARNING",
}


class OwnDesk:
    """What a measurement needs of a running desk: its address, its processes, its database."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.url = desk.url
        self.supervisor = desk.process.pid
        self.web = self._program("gunicorn")
        self.environment = machine.environment_of(self.web[0])
        port = urlsplit(self.environment["DATABASE_URL"]).port
        socket = urlsplit(self.environment["REDIS_URL"]).path
        self.postgres = machine.find(f"port={port}")[0]
        self.valkey = machine.find(f"unixsocket:{socket}")

    def _family(self) -> list[int]:
        return machine.family(self.supervisor)

    def _program(self, words: str) -> list[int]:
        return [pid for pid in self._family() if words in machine.command_of(pid)]

    @property
    def database(self) -> list[int]:
        """Postgres with all its connections."""
        return machine.family(self.postgres)

    @property
    def everything(self) -> list[int]:
        return sorted({*self._family(), *self.valkey, *self.database})

    def pause_workers(self) -> None:
        self._signal_workers(signal.SIGSTOP)

    def wake_workers(self) -> None:
        self._signal_workers(signal.SIGCONT)

    def _signal_workers(self, number: int) -> None:
        for pid in self._program("celery"):
            os.kill(pid, number)


@contextmanager
def own_desk(*options: str, sink_port: int = 0, **settings: str) -> Iterator[OwnDesk]:
    """Start a desk and end it again; mail goes to `sink_port`, or into files."""
    mail = {"FEEDBACK_DESK_SMTP_HOST": "127.0.0.1", "FEEDBACK_DESK_SMTP_PORT": str(sink_port)}
    chosen = LIMITS | (mail if sink_port else {}) | settings
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Desk(Path(folder) / "desk.log", settings=chosen, options=list(options)) as desk,
    ):
        own = OwnDesk(desk)
        try:
            yield own
        finally:
            own.wake_workers()  # a stopped process can't be asked to end


# --- Mail -----------------------------------------------------------------------------------


class Post:
    """A mail server in a process of its own, so that it doesn't slow the load generator."""

    def __init__(self) -> None:
        self._counted = multiprocessing.Value("q", 0)
        self._port = multiprocessing.Value("i", 0)
        self._process = multiprocessing.Process(target=self._serve, daemon=True)

    def __enter__(self) -> Post:
        self._process.start()
        while not self._port.value:
            time.sleep(0.01)
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.join()

    def _serve(self) -> None:
        with Sink() as sink:
            self._port.value = sink.port
            while True:
                self._counted.value = sum("visitor" in mail.to for mail in sink.mails)
                time.sleep(0.2)

    @property
    def port(self) -> int:
        return self._port.value

    @property
    def letters(self) -> int:
        """How many mails to customers have come."""
        return self._counted.value

    def wait_for(self, count: int, *, seconds: float) -> float | None:
        """Return after how many seconds there were so many; None if they didn't come."""
        began = time.monotonic()
        while self.letters < count:
            if time.monotonic() - began > seconds:
                return None
            time.sleep(0.1)
        return time.monotonic() - began
