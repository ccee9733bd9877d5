"""Queue and ticket page at 10,000 tickets, and what an idle desk holds in memory.

    bin/bench pages [--tickets 10000] [--count 400]

The ceilings of the same run: an answer of the same web server without a page in it, and the queue's
own rows by plain SQL.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2

from bench import machine
from bench.copying import copy_tickets
from bench.costing import measure
from bench.load import CONCURRENCY, run
from bench.own_desk import OwnDesk, own_desk
from channels.visitor import Visitor
from tests.smoke.desk import SignIn
from tests.smoke.quick import sign_in

TARGETS = {"p95_ms": 60, "idle_pss_mb": 600}
IDLE_SECONDS = 15
TICKET = re.compile(r"/desk/tickets/(\d+)/")
QUEUE_SQL = (
    "SELECT * FROM tickets_ticket WHERE status IN ('new', 'open', 'waiting_customer', 'on_hold')"
    " ORDER BY next_due_at, id LIMIT 50"
)


def main() -> None:
    options = arguments()
    tell("targets", **TARGETS)
    with own_desk() as desk:
        time.sleep(IDLE_SECONDS)
        tell("idle", pss_mb=round(machine.pss_megabytes(desk.everything), 1))
        desk.pause_workers()  # they would take the copies' old deadlines for work
        loaded(desk, options.tickets)
        settled(desk)
        lead = signed_in(desk, desk.desk.who("lead"))
        tickets = TICKET.findall(lead[0].get("/desk/").expect(200).html)
        count = options.count
        tell("queue", **opened(desk, count, lead, lambda n: "/desk/"))
        one = [f"/desk/tickets/{pk}/" for pk in tickets]
        tell("ticket", **opened(desk, count, lead, lambda n: one[n % len(one)]))
        statements(desk, "/desk/", one[0])
        empty = opened(desk, count, lead, lambda n: "/healthz")
        tell("ceiling: an answer without a page", **empty)
        plain_sql(desk, options.count)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--count", type=int, default=400)
    return parser.parse_args()


def tell(what: str, **figures: Any) -> None:
    print(json.dumps({"work": "pages", "what": what, **figures}), flush=True)


def loaded(desk: OwnDesk, wanted: int) -> None:
    began = time.monotonic()
    with connect(desk) as connection, connection.cursor() as cursor:
        there = copy_tickets(cursor, wanted=wanted)
    tell("tickets", count=there, seconds=round(time.monotonic() - began, 1))


def settled(desk: OwnDesk) -> None:
    """Have the database done with the copies: it would tidy them up while pages are measured."""
    began = time.monotonic()
    with closing(connect(desk)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    tell("settled", seconds=round(time.monotonic() - began, 1))


def connect(desk: OwnDesk) -> Any:
    return psycopg2.connect(desk.environment["DATABASE_OWNER_URL"])


def signed_in(desk: OwnDesk, who: SignIn) -> list[Visitor]:
    """As many browsers as are measured at once, signed in as one person."""
    cookies = sign_in(desk.url, who).cookies
    visitors = [Visitor(desk.url) for _ in range(CONCURRENCY)]
    for visitor in visitors:
        visitor.cookies |= cookies
    return visitors


def opened(
    desk: OwnDesk, count: int, visitors: list[Visitor], path: Callable[[int], str]
) -> dict[str, Any]:
    def get(worker: int, n: int) -> None:
        visitors[worker].get(path(n)).expect(200)

    run(20, get)
    return measure(desk, lambda: run(count, get))


def statements(desk: OwnDesk, *paths: str) -> None:
    """In a process of its own, because Django can be set up for one desk only."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.one_page", desk.desk.who("lead").name, *paths],
        env=desk.environment | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    sys.stderr.write(done.stderr if done.returncode else "")


def plain_sql(desk: OwnDesk, count: int) -> None:
    times = []
    with connect(desk) as connection, connection.cursor() as cursor:
        for _n in range(count):
            began = time.perf_counter()
            cursor.execute(QUEUE_SQL)
            cursor.fetchall()
            times.append(time.perf_counter() - began)
    tell("ceiling: fifty rows by plain SQL", p50_ms=round(statistics.median(times) * 1000, 2))


if __name__ == "__main__":
    main()
