"""How fast the sweep is: 10,000 due clocks with two workers, and a look that finds nothing.

    python -m bench.sweep [--clocks 10000] [--open 1000000] [--workers 2]

A due clock costs a firing, a clock event, an event on the ticket's hash chain, one to three
deliveries, and the updates of clock and ticket. The ceiling is the same rows written by plain SQL
in batches of the same size, without a line of Python between: what the database alone could do.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.ready_workers import ready_workers
from bench.scratch import START, scratch_desk, server_facts

BATCH = 200
LOOKS = 300

# Tickets and clocks like one that the desk has opened itself, each with an owner of its own.
COPY_TICKETS = """
INSERT INTO tickets_ticket ({columns})
SELECT {values} FROM tickets_ticket t, generate_series(1, %(count)s) n WHERE t.id = %(model)s
"""
COPY_EVENTS = """
INSERT INTO tickets_ticketevent
    (ticket_id, seq, code, actor_kind, actor_name, at, data, previous_hash, hash)
SELECT id, 1, 'ticket.opened', 'customer', '', received_at, '{}', '', md5(id::text) || md5(number)
FROM tickets_ticket WHERE id > %(model)s
"""
# Three clocks in ten stand before 50 %, three before 75 %, four before the breach.
DUE_CLOCKS = """
INSERT INTO tickets_slaclock
    (ticket_id, metric, cycle, policy_version_id, target_id, calendar_id, kind, budget_seconds,
     pauses_on_hold, state, started_at, due_at, next_fire_at, next_level, last_level, fault)
SELECT t.id, 'first_response', 1, c.policy_version_id, c.target_id, c.calendar_id, c.kind,
       c.budget_seconds, false, 'running', %(at)s - make_interval(secs => used * c.budget_seconds),
       %(at)s + make_interval(secs => (1 - used) * c.budget_seconds),
       %(at)s - interval '1 second', level, before, ''
FROM tickets_slaclock c, tickets_ticket t,
     LATERAL (SELECT t.id %% 10 AS kind_of) k,
     LATERAL (SELECT CASE WHEN kind_of < 3 THEN 50 WHEN kind_of < 6 THEN 75 ELSE 100 END AS level,
                     CASE WHEN kind_of < 3 THEN 0 WHEN kind_of < 6 THEN 50 ELSE 75 END AS before) l,
     LATERAL (SELECT (level + 1) / 100.0 AS used) u
WHERE c.id = %(clock)s AND t.id > %(model)s
"""
OPEN_CLOCKS = """
INSERT INTO tickets_slaclock
    (ticket_id, metric, cycle, policy_version_id, target_id, calendar_id, kind, budget_seconds,
     pauses_on_hold, state, started_at, due_at, next_fire_at, next_level, last_level, fault)
SELECT t.id, 'periodic_update', n, c.policy_version_id, c.target_id, c.calendar_id, c.kind,
       c.budget_seconds, false, 'running', %(at)s, %(at)s + interval '40 days',
       %(at)s + interval '1 day' + make_interval(secs => (t.id * 7919 + n * 104729) %% 2000000),
       50, 0, ''
FROM tickets_slaclock c, tickets_ticket t, generate_series(1, %(each)s) n
WHERE c.id = %(clock)s AND t.id > %(model)s
"""


def measure(clocks: int = 10_000, open_clocks: int = 1_000_000, workers: int = 2) -> Iterator[dict]:
    """Yield the figures for `bin/bench`, one dict a measurement."""
    with scratch_desk() as url:
        yield {"bench": "sweep.server", **server_facts()}
        model, clock = _one_ticket()
        at = START + timedelta(days=30)
        _fill(model, clock, clocks, at)
        yield {"bench": "sweep.ceiling_sql", **_ceiling(clocks, at)}
        yield {"bench": "sweep.due", **_due(url, workers, clocks, at)}
        _fill_open(model, clock, open_clocks, clocks, at)
        yield {"bench": "sweep.nothing", **_nothing(at)}


# --- Rows -----------------------------------------------------------------------------------


def _one_ticket() -> tuple[int, int]:
    """Open one ticket by the real action, the model of all copies; return it and its clock."""
    from tickets.actions.customers import find_or_make_customer
    from tickets.actions.opening import Matter, open_ticket
    from tickets.actors import Actor
    from tickets.models import SlaClock

    customer = find_or_make_customer(at=START, name="Rosa", email="rosa@example.test")
    ticket = open_ticket(
        matter=Matter(
            text="I have to complain. Nobody called me back about the kettle I ordered.",
            channel="web_form",
            received_at=START,
        ),
        customer=customer,
        actor=Actor.for_customer(customer),
        at=START,
    )
    SlaClock.objects.filter(ticket=ticket).update(next_fire_at=None)
    return ticket.pk, SlaClock.objects.get(ticket=ticket, metric="first_response").pk


def _fill(model: int, clock: int, count: int, at: datetime) -> None:
    from tickets.models import Ticket, User

    agents = list(User.objects.order_by("pk").values_list("pk", flat=True))
    own = {
        "sequence": "n + 1000000",
        "number": "'B-' || n",
        "owner_id": f"{agents[0]} + n %% {len(agents)}",
        "version": "1",
        "status": "'open'",
        "next_step_at": "NULL",
    }
    columns = [f.column for f in Ticket._meta.concrete_fields if f.column != "id"]
    _run(
        COPY_TICKETS.format(
            columns=", ".join(f'"{name}"' for name in columns),
            values=", ".join(own.get(name, f't."{name}"') for name in columns),
        ),
        {"count": count, "model": model},
    )
    _run(COPY_EVENTS.replace("%(model)s", str(model)), None)
    _run(DUE_CLOCKS, {"at": at, "clock": clock, "model": model})
    _tidy()


def _fill_open(model: int, clock: int, open_clocks: int, tickets: int, at: datetime) -> None:
    each = max(1, open_clocks // tickets)
    _run(OPEN_CLOCKS, {"at": at, "clock": clock, "model": model, "each": each})
    _tidy()


def _run(statement: str, values: dict | None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _tidy() -> None:
    _run("VACUUM ANALYZE", None)


def _count() -> dict[str, int]:
    from tickets.models import Delivery, SlaBreach, SlaFiring

    return {
        "fired": SlaFiring.objects.count(),
        "breached": SlaBreach.objects.count(),
        "deliveries": Delivery.objects.filter(subscriber="staff.escalation").count(),
    }


# --- 10,000 due clocks ----------------------------------------------------------------------


def _due(url: str, workers: int, clocks: int, at: datetime) -> dict:
    """Let real processes sweep until nothing is due; they start their clocks together."""
    before = _count()
    command = [sys.executable, "-m", "bench.sweep", "--sweep-at", at.isoformat()]
    running = ready_workers(command, url, workers)
    began = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    handled = [json.loads(process.communicate()[0]) for process in running]
    seconds = time.perf_counter() - began
    after = _count()
    written = {name: after[name] - before[name] for name in after}
    assert written["fired"] == clocks, f"{clocks} were due, {written['fired']} fired."
    return {
        "clocks": clocks,
        "workers": workers,
        "seconds": round(seconds, 2),
        "per_second": round(clocks / seconds),
        "by_worker": handled,
        **written,
        "target_seconds": 10,
    }


def _sweep_until_done(at: datetime) -> None:
    """One worker: say that it is ready, wait for the word, sweep, say how much it did."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
    django.setup()
    from feedback_desk.celery import settle_memory
    from tickets import configuration
    from tickets.sla.sweep import sweep

    configuration.current()
    settle_memory()
    print("ready", flush=True)
    sys.stdin.readline()
    handled, began = 0, time.process_time()
    while done := sweep(at=at, batch=BATCH):
        handled += done
    print(json.dumps({"clocks": handled, "cpu_seconds": round(time.process_time() - began, 2)}))


# --- The ceiling ----------------------------------------------------------------------------

CEILING = """
WITH due AS (
    SELECT c.id, c.ticket_id, c.next_level, c.due_at, t.owner_id FROM tickets_slaclock c
    JOIN tickets_ticket t ON t.id = c.ticket_id
    WHERE c.next_fire_at <= %(at)s ORDER BY c.next_fire_at, c.id LIMIT %(batch)s
    FOR NO KEY UPDATE OF t SKIP LOCKED
), clock AS (
    UPDATE tickets_slaclock c SET last_level = due.next_level, next_level = 150,
           next_fire_at = %(at)s + interval '1 day' FROM due WHERE c.id = due.id
), ticket AS (
    UPDATE tickets_ticket t SET version = version + 1, last_event_at = %(at)s
    FROM due WHERE t.id = due.ticket_id
), firing AS (
    INSERT INTO tickets_slafiring
        (clock_id, level, scheduled_at, fired_at, is_superseded, repeats)
    SELECT id, next_level, due_at, %(at)s, false, 0 FROM due
), note AS (
    INSERT INTO tickets_slaclockevent (clock_id, code, at, data)
    SELECT id, 'warned', %(at)s, '{"level": 75}' FROM due
), event AS (
    INSERT INTO tickets_ticketevent
        (ticket_id, seq, code, actor_kind, actor_name, at, data, previous_hash, hash)
    SELECT ticket_id, 2, 'sla.warned', 'automation', 'sla', %(at)s, %(data)s, repeat('0', 64),
           md5(id::text) || md5(ticket_id::text) FROM due RETURNING id, ticket_id
), delivery AS (
    INSERT INTO tickets_delivery (key, subscriber, lane, ticket_id, event_id, recipient, payload,
        state, due_at, attempts, last_error, created_at)
    SELECT 'ceiling:' || event.id || ':' || person, 'ceiling', 'urgent', ticket_id, event.id,
           'user:' || person, '{}', 'pending', %(at)s, 0, '', %(at)s
    FROM event, generate_series(1, 2) person
)
SELECT count(*) FROM due
"""
DATA = {"cycle": 1, "due_at": "2026-04-09T02:00:00+00:00", "level": 75, "tell": ["owner", "lead"]}


def _ceiling(clocks: int, at: datetime) -> dict:
    """The same rows by SQL alone, one connection; undone afterwards."""
    from django.db import connection, transaction

    values = {"at": at, "batch": BATCH, "data": json.dumps(DATA)}
    with transaction.atomic():
        began, handled = time.perf_counter(), 0
        with connection.cursor() as cursor:
            while handled < clocks:
                cursor.execute(CEILING, values)
                handled += cursor.fetchone()[0]
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    _tidy()
    return {"clocks": handled, "seconds": round(seconds, 2), "per_second": round(handled / seconds)}


# --- Nothing due ----------------------------------------------------------------------------


def _nothing(at: datetime) -> dict:
    from tickets.models import SlaClock
    from tickets.sla.sweep import sweep

    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        assert sweep(at=at) == 0
        times.append((time.perf_counter() - began) * 1000)
    return {
        "open_clocks": SlaClock.objects.filter(next_fire_at__isnull=False).count(),
        "median_ms": round(statistics.median(times), 2),
        "p99_ms": round(statistics.quantiles(times, n=100)[98], 2),
        "target_ms": 5,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clocks", type=int, default=10_000)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sweep-at", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sweep_at:
        _sweep_until_done(datetime.fromisoformat(options.sweep_at).astimezone(UTC))
        return
    for figures in measure(options.clocks, options.open, options.workers):
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
