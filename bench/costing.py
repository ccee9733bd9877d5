"""One measured piece of work: its rate and latencies, and what web and database spent on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import machine
from bench.load import CONCURRENCY, Timing
from bench.own_desk import OwnDesk


def measure(desk: OwnDesk, work: Callable[[], Timing]) -> dict[str, Any]:
    """Run it; the processor time is that of all web and Postgres processes, a call."""
    before = machine.cpu_seconds(desk.web), machine.cpu_seconds(desk.database)
    timing = work()
    count = len(timing.latencies)
    web = (machine.cpu_seconds(desk.web) - before[0]) / count * 1000
    database = (machine.cpu_seconds(desk.database) - before[1]) / count * 1000
    return {
        "count": count,
        "a_second": timing.a_second,
        "p50_ms": timing.percentile(0.5),
        "p95_ms": timing.percentile(0.95),
        "cpu_ms": round(web + database, 2),
        "cpu_web_ms": round(web, 2),
        "cpu_database_ms": round(database, 2),
        "concurrency": CONCURRENCY,
        "load": machine.load(),
    }
