"""What a ticket through the public form costs: processor time, rate, statements, letters.

    bin/bench intake [--count 600] [--rate 60] [--seconds 60]

`send` is the POST that registers a ticket, its page opened before the clock runs; `visit` is all
that a browser does: open the form, two screens, the page with the number. `working` sends at a
steady rate with the workers running and waits for every acknowledgement at a real mail server.
Its ceilings in the same run are a minimal Django view that writes three rows under the same
gunicorn, and the very rows of one ticket written by plain SQL.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from bench import machine, same_rows
from bench.complaints import MATTERS
from bench.costing import measure
from bench.load import CONCURRENCY, Timing, run
from bench.own_desk import OwnDesk, Post, own_desk
from channels.visitor import FORM, Visitor, hidden_fields
from tests.smoke.waiting import wait_for

WARM_UP = 80
LETTER_SECONDS = 60
TARGETS = {"cpu_ms": 12, "paused_a_second": 100, "working_a_second": 60, "letter_seconds": 60}


def main() -> None:
    options = arguments()
    tell("targets", **TARGETS)
    with Post() as post, own_desk("--empty", sink_port=post.port) as desk:
        customers = Customers(desk.url)
        customers.send(WARM_UP)
        desk.pause_workers()
        tell("form", **measure(desk, lambda: customers.open(options.count)))
        tell("send", **measure(desk, customers.send_opened))
        tell("visit", **measure(desk, lambda: customers.visit(options.count // 3)))
        minimal_view(desk, options.count)
        statements(desk)
        plain_sql(desk, options.count)
        desk.wake_workers()
        working(desk, post, customers, rate=options.rate, seconds=options.seconds)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--rate", type=float, default=60.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    return parser.parse_args()


def tell(what: str, **figures: Any) -> None:
    print(json.dumps({"work": "intake", "what": what, **figures}), flush=True)


class Customers:
    """As many browsers as are measured at once, and what each has opened."""

    def __init__(self, url: str) -> None:
        self.visitors = [Visitor(url) for _ in range(CONCURRENCY)]
        self.opened: list[tuple[int, dict[str, str]]] = []
        self.sent = 0

    def open(self, count: int) -> Timing:
        """Open the form; what it holds is kept for `send_opened`."""

        def get(worker: int, n: int) -> None:
            page = self.visitors[worker].get(FORM).expect(200)
            self.opened.append((worker, hidden_fields(page.html)))

        return run(count, get)

    def send_opened(self, *, pace: float = 0.0) -> Timing:
        """Send every opened form with both screens filled."""
        waiting: dict[int, list[dict[str, str]]] = {n: [] for n in range(CONCURRENCY)}
        for worker, fields in self.opened:
            waiting[worker].append(fields)
        count, self.opened = len(self.opened), []

        def post(worker: int, n: int) -> None:
            mine = worker if waiting[worker] else max(waiting, key=lambda w: len(waiting[w]))
            self.visitors[worker].cookies |= self.visitors[mine].cookies
            self.visitors[worker].post(FORM, waiting[mine].pop() | self._words(n)).expect(302)

        return run(count, post, pace=pace)

    def send(self, count: int) -> Timing:
        self.open(count)
        return self.send_opened()

    def visit(self, count: int) -> Timing:
        def walk(worker: int, n: int) -> None:
            words = self._words(n)
            matter = {name: words[name] for name in ("hurt", "text")}
            reach = {name: words[name] for name in ("name", "email")}
            assert self.visitors[worker].complain(matter, reach, wait=0)

        return run(count, walk)

    def _words(self, n: int) -> dict[str, str]:
        self.sent += 1
        return {
            "step": "2",
            "hurt": "no",
            "text": MATTERS[n % len(MATTERS)],
            "name": "Rosa Meyer",
            "email": f"visitor-{self.sent}-{n}@example.test",
        }


def working(
    desk: OwnDesk, post: Post, customers: Customers, *, rate: float, seconds: float
) -> None:
    """With workers running: the rate that holds, and when the last acknowledgement is out."""
    wait_for(lambda: post.letters >= customers.sent, seconds=180, what="earlier letters are out")
    before = post.letters
    count = int(rate * seconds)
    customers.open(count)
    timing = customers.send_opened(pace=rate)
    late = post.wait_for(before + count, seconds=LETTER_SECONDS)
    tell(
        "working",
        count=count,
        a_second=timing.a_second,
        p95_ms=timing.percentile(0.95),
        last_letter_seconds_later=None if late is None else round(late, 1),
        letters=post.letters - before,
        load=machine.load(),
    )


# --- Ceilings -------------------------------------------------------------------------------


def minimal_view(desk: OwnDesk, count: int) -> None:
    with minimal_server(desk) as server:
        before = machine.cpu_seconds(machine.family(server)) + machine.cpu_seconds(desk.database)
        visitors = [Visitor(minimal_url()) for _ in range(CONCURRENCY)]
        visitors[0].get("/tables/").expect(200)
        timing = run(
            count,
            lambda worker, n: _expect(visitors[worker].post("/", {"text": MATTERS[n % 12]}), 200),
        )
        after = machine.cpu_seconds(machine.family(server)) + machine.cpu_seconds(desk.database)
    tell(
        "ceiling: minimal view, 3 rows",
        count=count,
        a_second=timing.a_second,
        p95_ms=timing.percentile(0.95),
        cpu_ms=round((after - before) / count * 1000, 2),
        load=machine.load(),
    )


def _expect(answer: Any, status: int) -> None:
    answer.expect(status)


MINIMAL_PORT = 8977


def minimal_url() -> str:
    return f"http://127.0.0.1:{MINIMAL_PORT}"


@contextmanager
def minimal_server(desk: OwnDesk) -> Iterator[int]:
    env = os.environ | {
        "BENCH_DATABASE_URL": desk.environment["DATABASE_OWNER_URL"],
        "FEEDBACK_DESK_BIND": f"127.0.0.1:{MINIMAL_PORT}",
    }
    command = [sys.executable, "-m", "gunicorn", "-c"]
    command += ["python:feedback_desk.runtime.gunicorn_settings", "bench.minimal:application"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=env, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        wait_for(lambda: _answers(minimal_url()), seconds=60, what="the minimal view answers")
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _answers(url: str) -> bool:
    try:
        return Visitor(url).get("/tables/").status == 200
    except OSError:
        return False


def plain_sql(desk: OwnDesk, count: int) -> None:
    with closing(psycopg2.connect(desk.environment["DATABASE_OWNER_URL"])) as connection:
        with connection, connection.cursor() as cursor:
            rows = same_rows.rows_of_newest(cursor)
        before = machine.cpu_seconds(desk.database)
        seconds = same_rows.write_again(connection, rows, count=count)
        spent = machine.cpu_seconds(desk.database) - before
    tell(
        "ceiling: the same rows by plain SQL, one client",
        count=count,
        rows=sum(len(each) for each in rows.values()),
        cpu_database_ms=round(spent / count * 1000, 2),
        load=machine.load(),
        **same_rows.summary(seconds),
    )


def statements(desk: OwnDesk) -> None:
    """Statements of one ticket: in a process of its own, for Django can be set up for one desk."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.one_ticket"],
        env=desk.environment | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    sys.stderr.write(done.stderr if done.returncode else "")


if __name__ == "__main__":
    began = time.monotonic()
    main()
    tell("took", seconds=round(time.monotonic() - began, 1))
