"""How long after a deadline its notices are queued, while complaints come in by the public form.

    bin/bench lag [--rate 30] [--seconds 60] [--due-seconds 10]

A desk as bin/up starts it: web, workers, beat. An administrator promises a first answer within
seconds and leaves one rung on the ladder, so that every complaint breaks its promise while others
still come in. A notice counts from the due moment until another connection sees its row: the rhythm
of the sweep, its work and its commit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from contextlib import closing
from typing import Any

import psycopg2

from bench import machine
from bench.intake import Customers
from bench.own_desk import OwnDesk, Post, own_desk
from tests.smoke.html import Form
from tests.smoke.quick import publish_standard, set_targets, sign_in
from tests.smoke.waiting import wait_for

TARGET_P99_SECONDS = 5
LOOK_SECONDS = 0.05
# A breach is looked for strictly after its due moment, so that is where its wait begins.
NOTICES = """
SELECT d.id, extract(epoch FROM c.due_at), d.ticket_id
FROM tickets_delivery d JOIN tickets_ticketevent e ON e.id = d.event_id
JOIN tickets_slaclock c ON c.ticket_id = e.ticket_id AND c.metric = 'first_response'
JOIN tickets_ticket t ON t.id = e.ticket_id
WHERE d.subscriber = 'staff.escalation' AND d.id > %s AND e.code = 'sla.breached'
AND e.data ->> 'metric' = 'first_response' AND extract(epoch FROM t.recorded_at) > %s
"""
# Praise has no such promise, and a breach that nobody is there to hear of makes no notice.
UNBROKEN = """
SELECT count(*) FROM tickets_slaclock c JOIN tickets_ticket t ON t.id = c.ticket_id
WHERE c.metric = 'first_response' AND extract(epoch FROM t.recorded_at) > %s
AND NOT EXISTS (SELECT FROM tickets_slabreach b WHERE b.clock_id = c.id)
"""


class Watcher:
    """Looks for notices all the time and notes how old their deadline was when they showed."""

    def __init__(self, desk: OwnDesk) -> None:
        self.lags: list[float] = []
        self.told: set[int] = set()
        self.unbroken = -1
        self.began = time.time()
        self._url = desk.environment["DATABASE_OWNER_URL"]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        with closing(psycopg2.connect(self._url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            seen: set[int] = set()
            newest = 0
            while not self._ended.wait(LOOK_SECONDS):
                # Asked first: what is broken by then has its notices committed with it.
                cursor.execute(UNBROKEN, [self.began])
                unbroken = cursor.fetchone()[0]
                # Keys are given before their rows are committed: look back over the last batches.
                cursor.execute(NOTICES, [newest - 5000, self.began])
                now = time.time()
                fresh = [row for row in cursor.fetchall() if row[0] not in seen]
                self.lags += [now - float(due) for _key, due, _ticket in fresh]
                self.told.update(ticket for _key, _due, ticket in fresh)
                seen.update(key for key, _due, _ticket in fresh)
                newest = max(seen, default=0)
                self.unbroken = unbroken


def main() -> None:
    options = arguments()
    with Post() as post, own_desk(sink_port=post.port) as desk:
        admin = sign_in(desk.url, desk.desk.who("admin"))
        publish_standard(admin, lambda form: promise(form, options.due_seconds))
        customers = Customers(desk.url)
        count = int(options.rate * options.seconds)
        customers.open(count)
        with Watcher(desk) as watcher:
            timing = customers.send_opened(pace=options.rate)
            load = machine.load()
            wait_for(lambda: watcher.unbroken == 0, seconds=120, what="every promise is broken")
    tell(
        "due to queued",
        complaints=count,
        told_of=len(watcher.told),
        a_second=timing.a_second,
        load=load,
        **summary(watcher.lags),
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--due-seconds", type=int, default=10)
    return parser.parse_args()


def promise(form: Form, seconds: int) -> None:
    set_targets(form, {"first_response": seconds})
    for name in form.names:
        if (
            name.startswith("ladder-")
            and name.endswith("-percent")
            and form[name] not in ("", "100")
        ):
            form[name.replace("-percent", "-DELETE")] = True


def summary(lags: list[float]) -> dict[str, Any]:
    cuts = statistics.quantiles(lags, n=100)
    return {
        "notices": len(lags),
        "p50_seconds": round(cuts[49], 2),
        "p95_seconds": round(cuts[94], 2),
        "p99_seconds": round(cuts[98], 2),
        "worst_seconds": round(max(lags), 2),
        "target_p99_seconds": TARGET_P99_SECONDS,
    }


def tell(what: str, **figures: Any) -> None:
    print(json.dumps({"work": "lag", "what": what, **figures}), flush=True)


if __name__ == "__main__":
    main()
