"""Which Postgres and Redis this process talks to.

Addresses from the environment win. Without them the process uses this checkout's embedded
servers and starts them when its command will need them: `manage.py migrate` does, `manage.py
makemessages` and a type checker that merely loads the settings don't.
"""

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from feedback_desk.env import env_url
from feedback_desk.runtime import credentials
from feedback_desk.runtime.paths import Places

if TYPE_CHECKING:
    from feedback_desk.runtime.embedded import EmbeddedServers

POSTGRES_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "redis+socket")
CACHE_SCHEMES = ("redis", "rediss", "unix")

# Commands of manage.py that never open a connection.
PURE_COMMANDS = frozenset(
    (
        *("help", "version", "check", "makemessages", "compilemessages", "collectstatic"),
        *("findstatic", "diffsettings", "spectacular", "startapp", "--help", "-h", "--version"),
    )
)
# Commands that make or change tables, which the application's role may not.
OWNER_COMMANDS = frozenset(["prepare", "migrate", "test", "flush", "testserver", "dbshell"])
PURE_PROGRAMS = ("mypy", "dmypy", "ruff", "bandit", "stubtest")

NOT_STARTED = "postgres://nobody@127.0.0.1:9/not_started"


def resolve_database_url() -> str:
    """`DATABASE_URL` (`DATABASE_OWNER_URL` for migrations), else the embedded server's address."""
    given = env_url("DATABASE_URL", schemes=POSTGRES_SCHEMES)
    role = role_for(sys.argv)
    if given:
        owner = env_url("DATABASE_OWNER_URL", schemes=POSTGRES_SCHEMES)
        return owner if owner and role == "owner" else given
    if is_pure(sys.argv):
        return _address_without_starting(role)
    return _running_servers().database_url(role)


def resolve_redis_url() -> str:
    """`REDIS_URL`, else the embedded server's socket in the form that Celery reads."""
    given = env_url("REDIS_URL", schemes=REDIS_SCHEMES)
    if given:
        return given
    if not is_pure(sys.argv):
        return _running_servers().redis_url()
    return f"redis+socket://{Places.from_environment().valkey_socket}?virtual_host=0"


def resolve_cache_url() -> str:
    """`CACHE_URL`, else the database after the broker's: clearing one must not empty the other."""
    given = env_url("CACHE_URL", schemes=CACHE_SCHEMES)
    if given:
        return given
    broker = env_url("REDIS_URL", schemes=REDIS_SCHEMES)
    if broker:
        return cache_beside(broker)
    if not is_pure(sys.argv):
        return _running_servers().cache_url()
    return f"unix://{Places.from_environment().valkey_socket}?db=1"


def cache_beside(broker: str) -> str:
    """`redis://host/0` gives `redis://host/1`; a broker's socket gives the cache's form of it."""
    parts = urlsplit(broker)
    if parts.scheme == "redis+socket":
        return f"unix://{parts.path}?db=1"
    number = parts.path.strip("/")
    return urlunsplit(parts._replace(path=f"/{int(number or 0) + 1}"))


def role_for(argv: list[str]) -> str:
    """`owner` for what makes or drops tables, `application` for everything else."""
    chosen = os.environ.get("FEEDBACK_DESK_DATABASE_ROLE", "")
    if chosen in ("owner", "application"):
        return chosen
    program = _program(argv)
    if program in ("pytest", "py.test"):
        return "owner"
    is_owners = program == "manage.py" and len(argv) > 1 and argv[1] in OWNER_COMMANDS
    return "owner" if is_owners else "application"


def is_pure(argv: list[str]) -> bool:
    """Whether this process only reads the settings and will open no connection."""
    program = _program(argv)
    if program in PURE_PROGRAMS:
        return True
    return program == "manage.py" and (len(argv) < 2 or argv[1] in PURE_COMMANDS)


def _program(argv: list[str]) -> str:
    """`mypy` for both .venv/bin/mypy and python -m mypy (whose path is .../mypy/__main__.py)."""
    path = Path(argv[0] if argv else "")
    return path.parent.name if path.name == "__main__.py" else path.name


def _address_without_starting(role: str) -> str:
    from feedback_desk.runtime.embedded import address

    known = credentials.read(Places.from_environment().credentials)
    return address(known, role) if known else NOT_STARTED


@cache
def _running_servers() -> "EmbeddedServers":
    # Imported late: with addresses given, no process pays for the launcher.
    from feedback_desk.runtime.embedded import EmbeddedServers, Wanted

    servers = EmbeddedServers(Places.from_environment(), Wanted.from_environment())
    servers.use()
    servers.release_at_exit()
    return servers
