"""Starts a desk as a person would, with bin/up, and ends everything of it again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.smoke.waiting import wait_for

PROJECT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 300.0
STOP_SECONDS = 40.0
# What would lead the desk to another database, or make it another desk than the one wanted.
NOT_PASSED_ON = re.compile(r"^(FEEDBACK_DESK_|DJANGO_|DATABASE_|REDIS_URL|CACHE_URL|PYTEST_)")
ADDRESS = re.compile(r"^\s+Customers\s+(\S+)/$", re.MULTILINE)
SIGN_IN = re.compile(r"^\s+(?P<name>\w+)\s+(?P<password>\S+)\s+(?P<role>[a-z_]+)$", re.MULTILINE)


class DeskFailed(Exception):
    """The desk ended or never answered; its last lines follow from `tail`."""


@dataclass(frozen=True)
class SignIn:
    name: str
    password: str
    role: str


class Desk:
    """`with Desk(...) as desk:` is a desk in a new folder, up and answering.

    `settings` are environment variables, `options` more words for bin/up.
    """

    def __init__(self, log: Path, *, settings: dict[str, str], options: list[str]) -> None:
        self.log = log
        self.environment = {
            name: value for name, value in os.environ.items() if not NOT_PASSED_ON.match(name)
        } | settings
        self.command = ["bin/up", "--throw-away", "--port", "0", "--verbose", *options]
        self.url = ""
        self.sign_ins: list[SignIn] = []

    def __enter__(self) -> Desk:
        for number in (signal.SIGTERM, signal.SIGHUP):  # as Ctrl-C, so that the desk ends with us
            signal.signal(number, signal.default_int_handler)
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._read_greeting()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _read_greeting(self) -> None:
        greeting = wait_for(self._greeting, seconds=START_SECONDS, what="bin/up says where it is")
        self.url = ADDRESS.findall(greeting)[-1]
        self.sign_ins = [SignIn(**found.groupdict()) for found in SIGN_IN.finditer(greeting)]

    def _greeting(self) -> str:
        if self.process.poll() is not None:
            raise DeskFailed(f"bin/up ended with code {self.process.returncode}.")
        said = self.log.read_text("utf-8", "replace")
        return said if ADDRESS.search(said) and "Ctrl-C stops everything" in said else ""

    def who(self, role: str) -> SignIn:
        """Return the first of the cast with a role, as bin/up listed them."""
        for sign_in in self.sign_ins:
            if sign_in.role == role:
                return sign_in
        raise DeskFailed(f"bin/up names nobody with the role {role!r}: {self.sign_ins}")

    def stop(self) -> None:
        """Stop it as Ctrl-C does; what doesn't end in time is killed with all that it started."""
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
                return

    def tail(self, lines: int = 40) -> str:
        """The last lines of its logs, without those of work that went well."""
        if not self.log.exists():
            return ""
        logged = self.log.read_text("utf-8", "replace").splitlines()
        telling = [line for line in logged if line.strip() and '"level": "info"' not in line]
        return "\n".join(telling[-lines:])
