"""Both embedded servers of one desk, shared by every process of it that needs them.

Each such process holds a shared lock on `users.lock` for its life; the last one to leave takes
the lock alone and stops the servers. A killed process loses its lock with its life, so nothing
has to be tidied up: servers that were left running are found and used by the next process.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from feedback_desk.runtime import binaries
from feedback_desk.runtime.account import Account, server_account
from feedback_desk.runtime.credentials import APPLICATION, DATABASE, OWNER, Credentials
from feedback_desk.runtime.paths import SHARED, Places
from feedback_desk.runtime.postgres import HOST, EmbeddedPostgres
from feedback_desk.runtime.valkey import EmbeddedValkey


@dataclass(frozen=True)
class Wanted:
    """Which of the two servers nobody gave an address for."""

    postgres: bool = True
    valkey: bool = True

    @classmethod
    def from_environment(cls) -> "Wanted":
        return cls(not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL"))


class EmbeddedServers:
    def __init__(self, places: Places, wanted: Wanted | None = None, *, durable: bool = True):
        self.places = places
        self.wanted = wanted or Wanted()
        self.durable = durable
        self._use: IO[str] | None = None

    @cached_property
    def account(self) -> Account:
        return server_account()

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        programs = binaries.find_postgres(self.account)
        return EmbeddedPostgres(self.places, self.account, programs, durable=self.durable)

    @cached_property
    def valkey(self) -> EmbeddedValkey:
        return EmbeddedValkey(self.places, self.account, binaries.find_valkey(self.account))

    def use(self) -> None:
        """Hold the servers up until `release`, and start those that don't run."""
        self._make_folders()
        with self._starting():
            if self._use is None:
                self._use = self._lock_file("users.lock")
                fcntl.flock(self._use, fcntl.LOCK_SH)
            self.ensure_running()

    def ensure_running(self) -> None:
        if self.wanted.postgres:
            self.postgres.ensure_running()
        if self.wanted.valkey:
            self.valkey.ensure_running()

    def are_running(self) -> bool:
        return (not self.wanted.postgres or self.postgres.running_pid() is not None) and (
            not self.wanted.valkey or self.valkey.is_running()
        )

    def release(self) -> None:
        """Let go of the servers; the last one to do so stops them."""
        if self._use is None:
            return
        with self._starting():
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else still works with them
            else:
                self._stop()
            self._use.close()
            self._use = None

    def release_at_exit(self) -> None:
        owner = os.getpid()
        atexit.register(lambda: self.release() if os.getpid() == owner else None)

    def remove(self) -> None:
        """Delete a throw-away desk: servers' data and state."""
        for folder in {self.places.sockets, self.places.servers, self.places.state}:
            shutil.rmtree(folder, ignore_errors=True)

    def database_url(self, role: str) -> str:
        """The address for `owner` or `application`; the cluster must have been made."""
        return address(self.postgres.credentials(), role)

    def redis_url(self) -> str:
        return f"redis+socket://{self.places.valkey_socket}?virtual_host=0"

    def cache_url(self) -> str:
        return f"unix://{self.places.valkey_socket}?db=1"

    def _stop(self) -> None:
        if self.wanted.valkey:
            self.valkey.stop()
        if self.wanted.postgres:
            self.postgres.stop()

    def _make_folders(self) -> None:
        self.places.logs.mkdir(parents=True, exist_ok=True)
        if self.account.is_other:
            for folder in (SHARED, self.places.servers):
                folder.mkdir(parents=True, exist_ok=True)
                if SHARED in (folder, *folder.parents):
                    folder.chmod(0o755)
            (self.places.servers / "DESK").write_text(f"{self.places.state}\n")
        for folder in (self.places.sockets, self.places.valkey_data):
            self.account.make_folder(folder)

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time starts or stops servers."""
        with self._lock_file("start.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        return Path(self.places.state / name).open("a")


def address(known: Credentials, role: str) -> str:
    user, password = {
        "owner": (OWNER, known.owner),
        "application": (APPLICATION, known.application),
    }[role]
    return f"postgres://{user}:{quote(password, safe='')}@{HOST}:{known.port}/{DATABASE}"
