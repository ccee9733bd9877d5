"""A desk with servers and processes of its own in a throw-away folder: to be starved and killed.

Nothing here imports Django: a test steers the desk from outside, as an operator would, and looks at
what happened with SQL and at a real mail server.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg2

from feedback_desk.runtime import programs
from feedback_desk.runtime.embedded import EmbeddedServers
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.processes import wait_until
from tests.support.smtp_sink import SmtpSink, free_port

CELERY = [sys.executable, "-m", "celery", "--app"]
QUEUES = "urgent,mail,bulk,default,analytics"


class OwnDesk:
    """`with OwnDesk(folder, sink) as desk:` has migrated servers and a starter configuration.

    Further environment variables of its processes are given as `settings`.
    """

    def __init__(self, folder: Path, sink: SmtpSink, **settings: str) -> None:
        self.folder = folder
        self.servers = EmbeddedServers(Places.of(folder), durable=False)
        self.sink = sink
        self.settings = settings
        self.web_port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> OwnDesk:
        self.servers.use()
        self.manage("prepare", "--empty")
        return self

    def __exit__(self, *error: object) -> None:
        self.kill_all()
        self.servers.release()
        self.servers.remove()

    @property
    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_", "REDIS_", "CACHE_", "FEEDBACK_DESK_", "PYTEST_", "COV_")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "feedback_desk.settings",
            "PYTHONPATH": str(PROJECT),
            "FEEDBACK_DESK_DATA_DIR": str(self.folder),
            "FEEDBACK_DESK_LOCAL": "1",
            "FEEDBACK_DESK_SITE_URL": self.address,
            "FEEDBACK_DESK_BIND": f"127.0.0.1:{self.web_port}",
            "FEEDBACK_DESK_WEB_WORKERS": "1",
            "FEEDBACK_DESK_SMTP_HOST": self.sink.host,
            "FEEDBACK_DESK_SMTP_PORT": str(self.sink.port),
            "FEEDBACK_DESK_MAIL_DOMAIN": "own-desk.test",
            "FEEDBACK_DESK_SWEEP_SECONDS": "1",
            "FEEDBACK_DESK_LEASE_SECONDS": "3",
            **programs.addresses(self.servers),
            **self.settings,
        }

    # --- Processes ---------------------------------------------------------------------------

    def manage(self, *arguments: str) -> str:
        return self.run([sys.executable, "manage.py", *arguments])

    def run(self, command: Sequence[str]) -> str:
        """Run a command of the desk to its end and return what it printed."""
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start_worker(self, app: str = "feedback_desk.celery") -> subprocess.Popen[bytes]:
        """Start a worker that is one process: its pid is the one that works."""
        flags = ["--pool=solo", f"--queues={QUEUES}", "--without-gossip", "--without-mingle"]
        name = f"--hostname=w{free_port()}@%h"
        return self._start([*CELERY, app, "worker", *flags, name, "--loglevel=INFO"], "worker")

    def start_beat(self) -> subprocess.Popen[bytes]:
        schedule = f"--schedule={self.folder / 'beat'}"
        return self._start(
            [*CELERY, "feedback_desk.celery", "beat", "--pidfile=", schedule, "--loglevel=INFO"],
            "beat",
        )

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self._start(programs.web_command(), "web")
        assert wait_until(self.web_answers, 60), self.log("web")
        return web

    def start_program(self, name: str) -> subprocess.Popen[bytes]:
        """Start a process as `bin/up` and the containers do."""
        (program,) = (p for p in programs.programs(Places.of(self.folder)) if p.name == name)
        return self._start(program.command, name)

    def web_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def _start(self, command: Sequence[str], name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process without giving it a chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    def kill_all(self) -> None:
        while self.processes:
            self.kill(self.processes.pop())

    def log(self, name: str) -> str:
        """Return the end of a process's log; nothing for one that never ran."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(self.log(name) for name in ("worker", "watcher", "beat"))

    # --- The broker --------------------------------------------------------------------------

    def stop_redis(self) -> None:
        self.servers.valkey.stop()

    def start_redis(self) -> None:
        self.servers.valkey.ensure_running()

    # --- The database ------------------------------------------------------------------------

    def stop_postgres(self) -> None:
        """Stop it fast, as an operator does: open transactions are rolled back."""
        self.servers.postgres.stop()

    def start_postgres(self) -> None:
        """Start it again where it was: its processes know one address."""
        port = self.servers.postgres.credentials().port
        now = self.servers.postgres.ensure_running().port
        assert now == port, f"Postgres came back on port {now}; somebody took {port} meanwhile."

    @contextlib.contextmanager
    def connection(self) -> Iterator[Any]:
        with contextlib.closing(psycopg2.connect(self.servers.database_url("owner"))) as opened:
            opened.autocommit = True
            yield opened

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connection() as opened, opened.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def count(self, query: str, *values: object) -> int:
        return int(self.sql(query, *values)[0][0])

    def wait_until(self, condition: Callable[[], bool], *, seconds: float, what: str) -> None:
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"Not within {seconds} s: {what}\n{self.logs()}")
            time.sleep(0.05)
