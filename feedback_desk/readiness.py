"""What a desk can't work without, looked at and left as it was: no row and no file is written.

Ready means that a complaint sent now would be kept. So a database that only lets itself be read
counts as none; Redis and room for files are missed, but not needed for that.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection

from feedback_desk.broker import broker_answers
from tickets.lag import lags

OK = "ok"
AWAY = "away"
READ_ONLY = "read_only"
LOW = "low"
MEGABYTE = 1_000_000

# Both of them refuse INSERT: a standby is read-only by nature, a primary by its settings.
REFUSES_WRITES = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"


@dataclass
class Readiness:
    """The state of each part, and a sentence for an operator about each that isn't well."""

    postgres: str = OK
    redis: str = OK
    files: str = OK
    overdue_seconds: dict[str, int] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)

    @property
    def can_work(self) -> bool:
        return self.postgres == OK

    @property
    def status(self) -> str:
        if not self.can_work:
            return "unavailable"
        return "degraded" if self.why else "ok"

    def as_data(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "postgres": self.postgres,
            "redis": self.redis,
            "files": self.files,
            "overdue_seconds": self.overdue_seconds,
            "why": self.why,
        }


def look() -> Readiness:
    """Look at every part: three round trips, to Postgres, Redis and the file system."""
    found = Readiness()
    _look_at_postgres(found)
    _look_at_redis(found)
    _look_at_files(found)
    return found


def _look_at_postgres(found: Readiness) -> None:
    try:
        found.overdue_seconds = lags()
        with connection.cursor() as cursor:
            cursor.execute(REFUSES_WRITES)
            is_standby, is_read_only = cursor.fetchone()
    except Error:
        found.postgres = AWAY
        found.why.append("Postgres gives no answer: nothing can be shown or taken in.")
        return
    if is_standby or is_read_only:
        found.postgres = READ_ONLY
        found.why.append(
            "Postgres is a standby and takes nothing in: DATABASE_URL must lead to the primary."
            if is_standby
            else "Postgres refuses every write: look for default_transaction_read_only."
        )
    late = [name for name, age in found.overdue_seconds.items() if age > settings.LAG_ALARM_SECONDS]
    if late:
        found.why.append(f"Work lies overdue ({', '.join(late)}): look at the workers and beat.")


def _look_at_redis(found: Readiness) -> None:
    if not broker_answers():
        found.redis = AWAY
        found.why.append("Redis gives no answer: mails and notices wait until it is back.")


def _look_at_files(found: Readiness) -> None:
    folder = _files_folder()
    if not os.access(folder, os.W_OK):
        found.files = READ_ONLY
        found.why.append("The data folder can't be written to: no file can be taken in.")
        return
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    if free < settings.MIN_FREE_BYTES:
        found.files = LOW
        found.why.append(
            f"The disk of the data folder has {free // MEGABYTE} MB left, fewer than "
            "FEEDBACK_DESK_MIN_FREE_BYTES: make room before files, and mail, are refused."
        )


def _files_folder() -> Path:
    """Where uploads lie; before the first one, the folder that theirs will be made in."""
    files = settings.DATA_DIR / "files"
    return files if files.exists() else settings.DATA_DIR
