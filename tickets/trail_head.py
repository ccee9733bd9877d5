"""Where the audit trail stands, as one short text to be kept where the desk's owner can't reach.

Each event seals the one before it, but there is no key in that: whoever owns the tables and the
code can write a trail anew, and it fits. They can't make it fit a head that was written down
elsewhere before. docs/explanation/trail.md says what is proved by that and what isn't.
"""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from typing import Self

from django.db import connection
from django.db.models import Max

from tickets.models import ConfigurationEvent, TicketEvent

CHUNK = 5000
WAIT_SECONDS = 20
PAUSE_SECONDS = 0.05
WRITTEN = re.compile(r"(\d+)-(\d+)-([0-9a-f]{64})")

# Transactions of people and processes that run in this database, but for our own. Everybody may
# see them; autovacuum has no user, and writes no events.
RUNNING = """
SELECT lock.virtualtransaction FROM pg_locks lock JOIN pg_stat_activity process USING (pid)
WHERE lock.locktype = 'virtualxid' AND lock.mode = 'ExclusiveLock'
  AND process.datname = current_database() AND process.usesysid IS NOT NULL
  AND lock.pid <> pg_backend_pid()
"""


class NotSettled(Exception):
    """A transaction runs so long that nobody knows yet which events there are."""


@dataclass(frozen=True)
class Head:
    """All events up to two ids, of tickets and of configuration, and the digest of their seals."""

    events: int
    configured: int
    digest: str

    def __str__(self) -> str:
        return f"{self.events}-{self.configured}-{self.digest}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` gave. Raises ValueError."""
        found = WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(
                f"{text!r} is no head. Copy one whole from verify_audit --head or from the log: "
                "two numbers and 64 hexadecimal digits, joined by hyphens."
            )
        return cls(int(found[1]), int(found[2]), found[3])

    def still_holds(self) -> bool:
        """Whether today's trail has the same events up to there, and no others."""
        return head_at(self.events, self.configured) == self


def latest_head() -> Head:
    """Return the head of all that is settled. Raises NotSettled. Reads every seal."""
    last_id, configured_id = _last_ids()
    _wait_for_those_before()
    return head_at(last_id, configured_id)


def head_at(events: int, configured: int) -> Head:
    digest = hashlib.sha256()
    for model, last_id in ((TicketEvent, events), (ConfigurationEvent, configured)):
        seals = model.objects.filter(id__lte=last_id).order_by("id").values_list("hash", flat=True)
        for seal in seals.iterator(chunk_size=CHUNK):
            digest.update(seal.encode())
        digest.update(b"/")
    return Head(events, configured, digest.hexdigest())


def _last_ids() -> tuple[int, int]:
    of_tickets, of_configuration = (
        model.objects.aggregate(last=Max("id"))["last"] or 0
        for model in (TicketEvent, ConfigurationEvent)
    )
    return of_tickets, of_configuration


def _wait_for_those_before() -> None:
    """Wait for the end of all that runs: an id is given out before it is committed.

    Whoever begins later gets higher ids than were seen.
    """
    until = time.monotonic() + WAIT_SECONDS
    before = _running()
    while before and time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
        before &= _running()
    if before:
        raise NotSettled(
            f"A transaction has run for more than {WAIT_SECONDS} s and may still write events. Try "
            "again when it is over; pg_stat_activity shows it."
        )


def _running() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        return {row[0] for row in cursor.fetchall()}
