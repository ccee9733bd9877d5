"""How long a simulation takes: a stricter policy over 100,000 tickets of the past.

    python -m bench.simulate [--tickets 100000] [--workers 2]

The past is that of the demo, copied: pauses, second rounds, corrections, breaches and all. Workers
are processes that take parts as Celery's do. On a machine with other work, CPU seconds (the
database's come on top) say more than the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.ready_workers import ready_workers
from bench.scratch import scratch_desk, server_facts

TARGET_SECONDS = 30
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def measure(tickets: int, workers: int) -> Iterator[dict]:
    """Yield the figures for `bin/bench`, one dict a measurement."""
    with scratch_desk() as url:
        yield {"bench": "simulate.server", **server_facts()}
        count, clocks = _fill(tickets)
        yield {"bench": "simulate.history", "tickets": count, "clocks": clocks}
        yield {"bench": "simulate.run", **_run(url, workers)}


def _fill(wanted: int) -> tuple[int, int]:
    from django.conf import settings
    from django.db import connection

    from bench.copying import CLOCKWORK, copy_tickets
    from tickets.models import SlaClock
    from tickets.starter.demo import loading

    loading.load(now=NOW, zone=ZoneInfo(settings.TIME_ZONE), password="not-for-signing-in")  # nosec B106
    with connection.cursor() as cursor:
        count = copy_tickets(cursor, wanted=wanted, only=CLOCKWORK)
        cursor.execute("VACUUM ANALYZE")
    return count, SlaClock.objects.count()


def _run(url: str, workers: int) -> dict:
    from analytics.simulation.running import start_simulation
    from analytics.simulation.standing import result_of
    from tickets.models import User

    command = [sys.executable, "-m", "bench.simulate", "--work"]
    running = ready_workers(command, url, workers)
    began = time.perf_counter()
    run = start_simulation(
        proposed=_stricter(),
        begins_at=NOW - timedelta(days=365),
        ends_at=NOW + timedelta(days=1),
        requested_by=User.objects.earliest("pk"),
        at=NOW,
    )
    cut = time.perf_counter() - began
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    spent = [json.loads(process.communicate()[0]) for process in running]
    seconds = time.perf_counter() - began
    run.refresh_from_db()
    assert run.finished_at is not None, f"{run} did not finish."
    assert not run.fault, run.fault
    result = result_of(run)
    return {
        "tickets": run.tickets,
        "clocks": result["clocks"],
        "flips": sum(result["all"][4:]),
        "workers": workers,
        "seconds": round(seconds, 1),
        "seconds_to_cut": round(cut, 2),
        "by_worker": spent,
        "target_seconds": TARGET_SECONDS,
    }


def _stricter() -> object:
    """A draft that halves every duration."""
    from django.db.models import F

    from tickets.models import SlaPolicy, SlaTarget
    from tickets.sla import publishing

    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    SlaTarget.objects.filter(version=draft, kind="duration").update(amount=F("amount") / 2)
    return draft


def _work() -> None:
    """One worker: say that it is ready, wait for the word, take parts until none is left."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
    django.setup()
    from analytics.simulation.running import work_one_part
    from feedback_desk.celery import settle_memory
    from tickets import configuration

    configuration.current()
    settle_memory()
    print("ready", flush=True)
    sys.stdin.readline()
    parts, began = 0, time.process_time()
    while work_one_part(at=NOW):
        parts += 1
    print(json.dumps({"parts": parts, "cpu_seconds": round(time.process_time() - began, 1)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        _work()
        return
    for figures in measure(options.tickets, options.workers):
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
