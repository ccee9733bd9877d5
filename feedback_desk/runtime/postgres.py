"""Start and stop the embedded Postgres.

Not through `pg_ctl`: it believes any living process whose number stands in `postmaster.pid`, and
after a reboot that number may be anybody's, so the server would never start again.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2
from psycopg2 import sql

from feedback_desk.runtime import credentials as passwords
from feedback_desk.runtime.account import Account
from feedback_desk.runtime.binaries import Postgres
from feedback_desk.runtime.credentials import APPLICATION, DATABASE, OWNER, SUPERUSER, Credentials
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import Places
from feedback_desk.runtime.processes import is_alive, process_folder, start_server, wait_until

HOST = "127.0.0.1"
RECOVERY_SECONDS = 300
STOP_SECONDS = 30

# Small enough for a laptop; the planner is told that the disk is no spinning one.
OPTIONS = {
    "listen_addresses": HOST,
    "shared_buffers": "64MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "log_min_messages": "warning",
    # With a statement, the words and addresses of customers would stand in the log.
    "log_min_error_statement": "panic",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    def __init__(self, places: Places, account: Account, programs: Postgres, *, durable: bool):
        """`durable=False`: for tests, without waiting for the disk. A power cut then loses rows."""
        self.places = places
        self.account = account
        self.programs = programs
        self.durable = durable
        self.data = places.postgres_data

    # --- what others ask --------------------------------------------------------------------

    def running_pid(self) -> int | None:
        """The number of the postmaster that serves this data folder, if one does."""
        pid = self._pid_in_file()
        return pid if pid and is_alive(pid) and process_folder(pid) == self.data.resolve() else None

    def ensure_running(self) -> Credentials:
        """Start the server unless it runs; the first time, make cluster and database."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._refuse_other_version()
        known = self.credentials()
        if self.running_pid() is None:
            known = self._start(known)
        self._ensure_database(known)
        return known

    def stop(self) -> None:
        """Ask for a fast shutdown: open transactions roll back, nothing committed is lost."""
        pid = self.running_pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not is_alive(pid), STOP_SECONDS):
            os.kill(pid, signal.SIGQUIT)

    # --- the cluster ------------------------------------------------------------------------

    def _make_cluster(self) -> None:
        """Run initdb aside and move the result in place: half a cluster never stays."""
        for half in self.data.parent.glob("postgres.new.*"):  # of a start that was killed
            shutil.rmtree(half, ignore_errors=True)
        made = passwords.make(port=free_port())
        fresh = self.data.with_name(f"postgres.new.{os.getpid()}")
        self.account.make_folder(fresh)
        with self._password_file(made.superuser) as password_file:
            self._run_initdb(fresh, password_file)
        passwords.write(self.places.credentials, made)
        fresh.rename(self.data)

    def _run_initdb(self, folder: Path, password_file: Path) -> None:
        command = [self.programs.program("initdb"), "-D", str(folder), "-U", SUPERUSER]
        command += ["-A", "scram-sha-256", f"--pwfile={password_file}", "--data-checksums"]
        done = subprocess.run(
            [*command, "-E", "UTF8", *self._locale_options()],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.account.popen_arguments(),
        )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise LauncherError(f"initdb couldn't make {self.data}:\n{done.stderr.strip()}")

    def _locale_options(self) -> list[str]:
        """With the plain C locale, pg_trgm would see no letters in Chinese text."""
        if self.programs.version < 17:
            return ["--locale=C.UTF-8"]
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]

    @contextlib.contextmanager
    def _password_file(self, password: str) -> Iterator[Path]:
        handle, name = tempfile.mkstemp(prefix="feedback-desk-")
        with os.fdopen(handle, "w") as file:
            file.write(password)
        if self.account.is_other:
            os.chown(name, self.account.uid, self.account.gid)
        try:
            yield Path(name)
        finally:
            os.unlink(name)

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(self.programs.version):
            raise LauncherError(
                f"The data in {self.data} was written by Postgres {found}, and this checkout runs "
                f"{self.programs.version}. Go back to the release that wrote it, run bin/backup "
                f"there, then bin/restore here with a new --data folder."
            )

    def credentials(self) -> Credentials:
        known = passwords.read(self.places.credentials)
        if known is None:
            raise LauncherError(
                f"{self.data} holds a database, but its passwords in {self.places.credentials} are "
                "gone. Put that file back, or move the data folder away to start with an empty one."
            )
        return known

    # --- starting ---------------------------------------------------------------------------

    def _start(self, known: Credentials) -> Credentials:
        """Start on the port of last time when it is free, else on another, and remember it."""
        self._remove_stale_pid_file()
        if not is_free(known.port):
            known = replace(known, port=free_port())
            passwords.write(self.places.credentials, known)
        process = self._spawn(known.port)
        if not wait_until(
            lambda: process.poll() is not None or self._answers(known), RECOVERY_SECONDS
        ):
            raise LauncherError(
                f"Postgres hasn't come up in {RECOVERY_SECONDS} s; see {self._log_path()}."
            )
        if process.poll() is not None:
            raise LauncherError(f"Postgres didn't start:\n{self._end_of_log()}")
        return known

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        options = dict(OPTIONS, unix_socket_directories=str(self.places.sockets), port=str(port))
        if not self.durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        command = [self.programs.program("postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        return start_server(command, self._log_path(), self.account)

    def _pid_in_file(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
        except FileNotFoundError:
            return None
        return int(first) if first.lstrip("-").isdigit() else None

    def _remove_stale_pid_file(self) -> None:
        """Only called when no server runs on this folder, so a file that is here is a left-over."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _answers(self, known: Credentials) -> bool:
        try:
            connect(SUPERUSER, known.superuser, known.port, "postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    # --- roles and database -----------------------------------------------------------------

    def _ensure_database(self, known: Credentials) -> None:
        with contextlib.closing(connect(SUPERUSER, known.superuser, known.port, "postgres")) as db:
            db.autocommit = True
            with db.cursor() as cursor:
                cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
                if cursor.fetchone():
                    return
                _make_role(cursor, OWNER, known.owner, "createdb")
                _make_role(cursor, APPLICATION, known.application, "")
                cursor.execute(f"create database {DATABASE} owner {OWNER}")
        with contextlib.closing(connect(OWNER, known.owner, known.port, DATABASE)) as db:
            db.autocommit = True
            with db.cursor() as cursor:
                grant(cursor, APPLICATION)

    def _log_path(self) -> Path:
        return self.places.logs / "postgres.log"

    def _end_of_log(self) -> str:
        return "\n".join(self._log_path().read_text(errors="replace").splitlines()[-8:])


def grant(cursor: psycopg2.extensions.cursor, application: str) -> None:
    """Let another role work with the rows of every table that we, its owner, will make."""
    for right in (
        "grant usage on schema public to {}",
        "alter default privileges in schema public"
        " grant select, insert, update, delete on tables to {}",
        "alter default privileges in schema public grant usage, select on sequences to {}",
    ):
        cursor.execute(sql.SQL(right).format(sql.Identifier(application)))


def _make_role(cursor: psycopg2.extensions.cursor, name: str, password: str, rights: str) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [name])
    verb = "alter" if cursor.fetchone() else "create"
    cursor.execute(
        sql.SQL(f"{verb} role {{}} login {rights} password {{}}").format(
            sql.Identifier(name), sql.Literal(password)
        )
    )


def connect(user: str, password: str, port: int, name: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(
        host=HOST, port=port, user=user, password=password, dbname=name, connect_timeout=5
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, host: str = HOST) -> bool:
    return why_not_free(port, host) is None


def why_not_free(port: int, host: str = HOST) -> OSError | None:
    """What the system says against listening there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None
