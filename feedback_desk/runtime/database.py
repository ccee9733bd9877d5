"""Reach this desk's database as its owner, wherever it is, with programs that fit its server."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg2

from feedback_desk.env import env_url
from feedback_desk.runtime import binaries
from feedback_desk.runtime.account import Account
from feedback_desk.runtime.addresses import POSTGRES_SCHEMES
from feedback_desk.runtime.binaries import Postgres
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import Places
from feedback_desk.runtime.postgres import grant

OLDEST_POSTGRES = 15
PATIENCE_SECONDS = 5


@dataclass(frozen=True)
class Addresses:
    owner: str
    application: str

    @property
    def application_role(self) -> str:
        return unquote(urlsplit(self.application).username or "")


@contextlib.contextmanager
def reachable_database(places: Places) -> Iterator[Addresses]:
    """The addresses from the environment, or those of the embedded server, up while in use."""
    given = os.environ.get("DATABASE_URL")
    if given:
        refuse_unusable_addresses()
        yield given_addresses(given)
        return
    servers = EmbeddedServers(places, Wanted(valkey=False))
    servers.use()
    try:
        yield Addresses(servers.database_url("owner"), servers.database_url("application"))
    finally:
        servers.release()


def given_addresses(application: str) -> Addresses:
    return Addresses(os.environ.get("DATABASE_OWNER_URL") or application, application)


def refuse_unusable_addresses() -> None:
    """Name the variable whose address leads to no database that the desk can use, and why."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        url = env_url(name, schemes=POSTGRES_SCHEMES)
        if url:
            _refuse_unusable(name, url)


def _refuse_unusable(name: str, url: str) -> None:
    try:
        connection = psycopg2.connect(url, connect_timeout=PATIENCE_SECONDS)
    except psycopg2.Error as problem:
        raise LauncherError(
            f"{name} leads to no database: {str(problem).strip()}\n"
            "Correct it (postgres://user:password@host:5432/name), or start that server. "
            "bin/up without DATABASE_URL uses a Postgres of its own."
        ) from None
    with contextlib.closing(connection):
        found = connection.server_version // 10_000
    if found < OLDEST_POSTGRES:
        raise LauncherError(
            f"{name} leads to Postgres {found}, and the desk needs {OLDEST_POSTGRES} or newer. "
            "Move the data to a newer server and set the variable to it."
        )


def fitting_programs(url: str) -> Postgres:
    """pg_dump and pg_restore of the server's own version, else the next newer ones.

    An older pg_dump refuses a newer server; a newer pg_restore sets options that an older server
    doesn't know.
    """
    with contextlib.closing(psycopg2.connect(url)) as connection:
        server = connection.server_version // 10_000
    ourselves = Account(os.getuid(), os.getgid(), is_other=False)
    usable = [p for p in binaries.all_postgres(ourselves) if p.version >= server]
    if not usable:
        raise LauncherError(
            f"The server is Postgres {server}, and no pg_dump of that version or newer is here. "
            f"Install postgresql-client-{server}, then run this again."
        )
    return min(usable, key=lambda programs: programs.version)


def is_empty(url: str) -> bool:
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("select 1 from pg_tables where schemaname = 'public' limit 1")
        return cursor.fetchone() is None


def empty(addresses: Addresses) -> None:
    """Drop everything in the public schema."""
    connection = psycopg2.connect(addresses.owner)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")


def admit_application(addresses: Addresses) -> None:
    """Let the application's role work with every table that the owner makes from now on."""
    if addresses.application == addresses.owner:
        return
    connection = psycopg2.connect(addresses.owner)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        grant(cursor, addresses.application_role)
