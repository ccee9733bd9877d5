"""`bin/up`: bring a desk up on this machine, keep it up, take it down."""

import argparse
import errno
import fcntl
import http.client
import json
import os
import tempfile
import time
from pathlib import Path
from typing import IO

from feedback_desk.runtime import programs
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.postgres import free_port, why_not_free
from feedback_desk.runtime.preparation import Preparation
from feedback_desk.runtime.programs import Program
from feedback_desk.runtime.supervisor import Child, Supervisor
from feedback_desk.runtime.translations import compile_translations

USUAL_PORT = 8000
LARGEST_PORT = 65535
LARGEST_LOG_BYTES = 10_000_000
SERVER_CHECK_SECONDS = 1.0
HEAD_START_SECONDS = 6.0
"""How long workers and beat wait for the first page to be answered."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--empty", action="store_true", help="without the demo content")
    parser.add_argument(
        "--port", type=port_number, help=f"of the web server (default {USUAL_PORT}; 0: any)"
    )
    parser.add_argument("--data", type=Path, help="folder for data (default .local)")
    parser.add_argument(
        "--throw-away", action="store_true", help="use a new folder and delete it at the end"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=["web", "worker", "beat"],
        help="leave a process out; may be repeated",
    )
    parser.add_argument(
        "--prepare-only", action="store_true", help="set everything up, start nothing"
    )
    parser.add_argument("--verbose", action="store_true", help="logs here, not in files")


def up(options: argparse.Namespace) -> int:
    places = choose_places(options)
    lock = lock_desk(places)
    if lock is None:
        say(where_it_runs(places))
        return 0
    servers = EmbeddedServers(places, Wanted.from_environment())
    try:
        return Desk(options, places, servers).run()
    finally:
        servers.release()
        if options.throw_away:
            servers.remove()
        lock.close()


def choose_places(options: argparse.Namespace) -> Places:
    if options.throw_away:
        folder = Path(tempfile.mkdtemp(prefix="feedback-desk-"))
        folder.chmod(0o711)  # the servers' account passes through to its own folders
        return Places.of(folder)
    return Places.of(options.data) if options.data else Places.from_environment()


def lock_desk(places: Places) -> IO[str] | None:
    """The lock that says "this desk runs", held for life; None when another process has it."""
    lock = (places.state / "up.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    (places.state / "up.json").unlink(missing_ok=True)
    return lock


def where_it_runs(places: Places) -> str:
    try:
        running = json.loads((places.state / "up.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return "This desk is being started by another bin/up."
    return f"This desk runs already: {running['url']} (process {running['pid']})."


class Desk:
    """One run of `bin/up`, from preparing the database to the last process stopped."""

    def __init__(self, options: argparse.Namespace, places: Places, servers: EmbeddedServers):
        self.options = options
        self.places = places
        self.servers = servers
        self.host = programs.host()
        self.port = choose_port(options.port, self.host)
        self.started_at = time.monotonic()
        self.checked_at = 0.0
        self.is_announced = False
        self.children: list[Child] = []

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def run(self) -> int:
        compile_translations(PROJECT / "locale")
        self.servers.use()
        env = programs.environment(self.servers, self.host, self.port)
        self.preparation = Preparation(PROJECT, env, with_demo=not self.options.empty)
        try:
            return self.start(env)
        finally:
            self.preparation.stop()

    def start(self, env: dict[str, str]) -> int:
        if self.options.prepare_only:
            self.preparation.finish()
            return 0
        self.preparation.wait_until_startable()
        wanted = [p for p in programs.programs(self.places) if p.kind not in self.options.without]
        self.children = [Child(program, env, self.log_for(program)) for program in wanted]
        self.let_web_start_first()
        supervisor = Supervisor(self.children, stop_seconds=programs.stop_seconds(), say=say)
        supervisor.catch_signals()
        supervisor.run(self.every_round)
        (self.places.state / "up.json").unlink(missing_ok=True)
        say("Stopped.")
        return 0

    def let_web_start_first(self) -> None:
        """People wait for pages and nobody for beat: on two cores, all at once is slow for all."""
        for child in self.children:
            if child.program.kind != "web" and "web" not in self.options.without:
                child.due_at = time.monotonic() + HEAD_START_SECONDS

    def log_for(self, program: Program) -> Path | None:
        if self.options.verbose:
            return None
        path = programs.log_file(self.places, program)
        if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path

    def every_round(self) -> None:
        if not self.is_announced:
            self.announce_when_ready()
        now = time.monotonic()
        if now - self.checked_at > SERVER_CHECK_SECONDS:
            self.checked_at = now
            self.keep_servers_running()

    def keep_servers_running(self) -> None:
        if not self.servers.are_running():
            say("A database server has gone; starting it again.")
            self.servers.ensure_running()

    def announce_when_ready(self) -> None:
        if not self.preparation.is_done():
            return
        if "web" not in self.options.without and not answers(self.host, self.port, "/readyz"):
            return
        self.is_announced = True
        for child in self.children:
            child.due_at = min(child.due_at, time.monotonic())
        running = {"url": self.url, "pid": os.getpid()}
        (self.places.state / "up.json").write_text(json.dumps(running))
        say(self.greeting())

    def greeting(self) -> str:
        seconds = time.monotonic() - self.started_at
        lines = [
            "",
            f"Feedback Desk is up after {seconds:.1f} s.",
            f"  Customers   {self.url}/",
            f"  Agents      {self.url}/desk/",
            f"  Admins      {self.url}/admin/",
            f"  Logs        {self.places.logs}/",
        ]
        lines += [f"  {line}" for line in self.preparation.said]
        return "\n".join([*lines, "Ctrl-C stops everything; the data stays.", ""])


def choose_port(asked: int | None, host: str) -> int:
    """The port asked for (0: any free one); by default the usual one or, if taken, another."""
    wanted = USUAL_PORT if asked is None else asked
    problem = why_not_free(wanted, host)
    if problem is None:
        return wanted or free_port()
    if problem.errno != errno.EADDRINUSE:
        raise LauncherError(
            f"bin/up can't listen at {host}:{wanted}: {problem.strerror}. FEEDBACK_DESK_HOST takes "
            "an address of this machine (127.0.0.1, or 0.0.0.0 for all), --port a port above 1023."
        )
    if asked is None:
        return free_port()
    raise LauncherError(f"Port {asked} is taken. Choose another: bin/up --port 0 finds one.")


def port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port; give 0 to {LARGEST_PORT}")
    return int(text)


def answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
