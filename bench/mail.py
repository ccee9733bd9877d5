"""Mail: parsed on one core, from a real IMAP server to tickets on the desk's own workers.

    bin/bench mail [--count 1000] [--corpora FOLDER] [--only parse|tickets]

`tickets` fills a mailbox while it is switched off, switches it on and counts seconds until every
mail is a ticket. Its ceiling in the same run is imap-tools that fetches the same mails and does
nothing with them. The mail of 25 MB is fetched by the same workers while their memory is watched.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from bench import machine, mail_parse
from bench.complaints import MATTERS
from bench.own_desk import OwnDesk, own_desk
from tests.faults.many_mails import ADD_MAILBOX, OPENED, SECRET
from tests.smoke.waiting import wait_for
from tests.support.mailbed import HOST, MailBed
from tests.support.smtp_sink import SmtpSink

TARGETS = {"parsed_a_second": 100, "tickets_a_second": 40, "megabytes_above_idle": 250}
SETTINGS = {
    SECRET: "secret",
    "FEEDBACK_DESK_MAIL_POLL_SECONDS": "1",
    "FEEDBACK_DESK_UPLOAD_MAX_BYTES": "30000000",
}
SUPPORT = "support@harbour.test"
BIG_PICTURE_BYTES = 18_400_000  # 25 MB in base64


def main() -> None:
    options = arguments()
    tell("targets", **TARGETS)
    if options.only != "tickets":
        tell("parse", **mail_parse.measure(options.corpora))
    if options.only != "parse":
        with (
            SmtpSink() as sink,
            MailBed(capture_port=sink.port) as bed,
            own_desk("--empty", sink_port=sink.port, **SETTINGS) as desk,
        ):
            from_imap(desk, bed, options.count)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--corpora", type=Path, default=mail_parse.CORPORA)
    parser.add_argument("--only", choices=["parse", "tickets"])
    return parser.parse_args()


def tell(what: str, **figures: Any) -> None:
    print(json.dumps({"work": "mail", "what": what, **figures}), flush=True)


def from_imap(desk: OwnDesk, bed: MailBed, count: int) -> None:
    with database(desk) as sql:
        sql(ADD_MAILBOX, HOST, bed.imap_port, SECRET)
        warm_up(bed, sql)
        for number in range(count):
            bed.deliver(mail(number), to=SUPPORT)
        tell("ceiling: fetched by imap-tools", **fetched(bed, count))
        tell("tickets", **opened(desk, sql, count))
        big_mail(desk, bed, sql)


@contextlib.contextmanager
def database(desk: OwnDesk) -> Iterator[Any]:
    with contextlib.closing(psycopg2.connect(desk.environment["DATABASE_OWNER_URL"])) as link:
        link.autocommit = True

        def sql(query: str, *values: object) -> int:
            with link.cursor() as cursor:
                cursor.execute(query, values)
                return int(cursor.fetchone()[0]) if cursor.description else 0

        yield sql


def warm_up(bed: MailBed, sql: Any) -> None:
    """The first mails wake the workers; then the mailbox is switched off until it is full."""
    for number in range(20):
        bed.deliver(mail(100_000 + number), to=SUPPORT)
    wait_for(lambda: sql(OPENED) == 20, seconds=120, what="the first mails are opened")
    sql("UPDATE channels_mailbox SET is_enabled = false")


def mail(number: int) -> bytes:
    return (
        f"From: Customer {number} <visitor-{number}@mail.test>\r\nTo: {SUPPORT}\r\n"
        f"Subject: Matter {number}\r\nMessage-ID: <{number}@mail.test>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{MATTERS[number % len(MATTERS)]}\r\n\r\n{number}\r\n"
    ).encode()


def fetched(bed: MailBed, count: int) -> dict[str, Any]:
    began = time.monotonic()
    with bed.mailbox("support") as client:
        found = sum(1 for _ in client.fetch(mark_seen=False, bulk=25))
    return {"count": found, "a_second": round(found / (time.monotonic() - began), 1)}


def opened(desk: OwnDesk, sql: Any, count: int) -> dict[str, Any]:
    before, used = sql(OPENED), machine.cpu_seconds(desk.everything)
    began = time.monotonic()
    sql("UPDATE channels_mailbox SET is_enabled = true, next_poll_at = NULL")
    wait_for(lambda: sql(OPENED) >= before + count, seconds=60 + count, what="all are opened")
    seconds = time.monotonic() - began
    spent = machine.cpu_seconds(desk.everything) - used
    return {
        "count": count,
        "a_second": round(count / seconds, 1),
        "cpu_ms": round(spent / count * 1000, 1),
        "tickets": sql("SELECT count(*) FROM tickets_ticket"),
        "load": machine.load(),
    }


def big_mail(desk: OwnDesk, bed: MailBed, sql: Any) -> None:
    """Deliver it, and watch the memory of each worker until its ticket is there."""
    before = sql(OPENED)
    time.sleep(5)
    workers = {pid: machine.pss_megabytes([pid]) for pid in worker_processes(desk)}
    with Watch(workers) as watch:
        bed.deliver(mail_parse.big_mail(), to=SUPPORT)
        began = time.monotonic()
        wait_for(lambda: sql(OPENED) > before, seconds=120, what="the large mail is a ticket")
        seconds = time.monotonic() - began
    tell(
        "mail of 25 MB",
        seconds=round(seconds, 1),
        megabytes_above_idle=round(watch.most, 1),
        idle_megabytes=round(max(workers.values()), 1),
    )


def worker_processes(desk: OwnDesk) -> list[int]:
    return [pid for pid in machine.family(desk.supervisor) if "worker" in machine.command_of(pid)]


class Watch:
    """Looks at processes ten times a second; `most` is the highest rise above their beginning."""

    def __init__(self, idle: dict[int, float]) -> None:
        self.idle = idle
        self.most = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.1):
            for pid, before in self.idle.items():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    self.most = max(self.most, machine.pss_megabytes([pid]) - before)


if __name__ == "__main__":
    main()
