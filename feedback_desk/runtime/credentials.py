"""The passwords of the embedded Postgres, made once and readable by their owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

DATABASE = "feedback_desk"
SUPERUSER = "postgres"
OWNER = "feedback_desk_owner"
APPLICATION = "feedback_desk_app"


@dataclass(frozen=True)
class Credentials:
    superuser: str
    owner: str
    """Owns the tables; used for migrations, tests, backups."""
    application: str
    """May read and write rows but owns nothing; the desk runs as this role."""
    port: int
    """The port of the last start, tried first at the next one."""


def read(path: Path) -> Credentials | None:
    try:
        return Credentials(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None


def make(port: int) -> Credentials:
    superuser, owner, application = (secrets.token_urlsafe(24) for _ in range(3))
    return Credentials(superuser, owner, application, port)


def write(path: Path, credentials: Credentials) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(credentials), file)
    draft.replace(path)
