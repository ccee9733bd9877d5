"""Four workers sweep at once: each level fires once, none is lost; twins show what guards it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import QuerySet

from tests.cast import START, Cast, by, later, make_cast, ticket
from tickets.actions import change as door
from tickets.actions import escalating
from tickets.actions.replying import reply
from tickets.kept_sql import Kept
from tickets.models import Delivery, SlaBreach, SlaClock, SlaFiring, Ticket, TicketEvent
from tickets.sla.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
TICKETS = 24
BATCH = 5
# Tier 3 of the starter: a first reply within 24 h.
LATE = later(hours=25)


@pytest.fixture
def crowd(committed_starter: None) -> Cast:
    """Committed rows that all workers see: a cast and overdue tickets."""
    cast = make_cast()
    for _ in range(TICKETS):
        ticket(cast.rosa)
    return cast


def _together(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs at once, each on a connection of its own; return what they raised."""
    ready, raised = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=30)
            job()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return raised


def _sweep_all(at: datetime) -> None:
    while sweep(at=at, batch=BATCH):
        pass


def _expected_levels() -> dict[str, set[int]]:
    return {"first_response": {50, 75, 100}, "acknowledgement": {100}}


def test_four_workers_fire_every_level_once(crowd: Cast) -> None:
    raised = _together(*[lambda: _sweep_all(LATE)] * WORKERS)
    _sweep_all(LATE)

    assert raised == []
    for metric, levels in _expected_levels().items():
        fired = SlaFiring.objects.filter(clock__metric=metric)
        assert fired.count() == TICKETS * len(levels)
        assert set(fired.values_list("level", flat=True)) == levels
    assert SlaBreach.objects.filter(clock__metric="first_response").count() == TICKETS
    told = Delivery.objects.filter(
        subscriber="staff.escalation", event__data__metric="first_response"
    )
    # The lead hears it for nobody's ticket, and so does the manager: two each, once.
    assert told.count() == TICKETS * 2
    assert _chains_are_whole()


def _chains_are_whole() -> bool:
    """Every chain counts 1, 2, 3 ... and each event holds the hash before it."""
    for case in Ticket.objects.all():
        chain = list(case.events.order_by("seq").values_list("seq", "previous_hash", "hash"))
        hashes = ["", *(digest for _seq, _before, digest in chain)]
        if [seq for seq, _b, _h in chain] != list(range(1, len(chain) + 1)):
            return False
        if [before for _seq, before, _h in chain] != hashes[:-1]:
            return False
    return True


def test_a_worker_whose_clock_jumps_back_changes_nothing(crowd: Cast) -> None:
    behind = LATE - timedelta(minutes=10)
    raised = _together(lambda: _sweep_all(LATE), lambda: _sweep_all(behind))
    _sweep_all(LATE)
    before = TicketEvent.objects.count()
    _sweep_all(behind)

    assert raised == []
    assert TicketEvent.objects.count() == before
    broken = SlaBreach.objects.filter(clock__metric="first_response")
    assert set(broken.values_list("breached_at", flat=True)) == {START + timedelta(hours=24)}


def test_replies_and_sweeps_at_once_end_each_clock_one_way(crowd: Cast) -> None:
    """A late answer is late whoever comes first, and nobody waits for anybody for ever."""
    cases = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))

    def answer_all() -> None:
        for pk in cases:
            reply(
                ticket_id=pk,
                actor=by(crowd.ana),
                at=LATE,
                text="Sorry for the wait.",
                next_step="We call you.",
                next_step_by=LATE + timedelta(days=1),
            )

    raised = _together(answer_all, *[lambda: _sweep_all(LATE)] * 2)
    _sweep_all(LATE)

    assert raised == []
    first = SlaClock.objects.filter(metric="first_response")
    assert set(first.values_list("breached_at", flat=True)) == {START + timedelta(hours=24)}
    assert SlaBreach.objects.filter(clock__in=first).count() == TICKETS


# --- The twins: without its guard, each of these goes wrong -----------------------------------


def _escalate_blindly(ticket_id: int, workers: int) -> list[BaseException]:
    """Let workers escalate one ticket with no lock, each having read it before any has written."""
    have_read = threading.Barrier(workers)
    load = escalating.load_boards

    def load_together(changes: Any, **how: Any) -> None:
        load(changes, **how)
        have_read.wait(timeout=30)

    def no_lock(rows: Any, **_how: Any) -> Any:
        return rows

    with (
        mock.patch.object(QuerySet, "select_for_update", no_lock),
        mock.patch.object(door, "_locked", Kept(door._lock)),  # the kept one has its lock already
        mock.patch.object(escalating, "load_boards", load_together),
    ):
        return _together(*[lambda: escalating._escalate([ticket_id], LATE)] * workers)


def _breaches_fired(ticket_id: int) -> int:
    fired = SlaFiring.objects.filter(clock__ticket=ticket_id, level=100)
    return fired.filter(clock__metric="first_response").count()


def test_without_the_lock_workers_trip_over_the_constraint(crowd: Cast) -> None:
    ticket_id = Ticket.objects.values_list("pk", flat=True)[0]
    raised = _escalate_blindly(ticket_id, WORKERS)

    assert len(raised) == WORKERS - 1
    assert all(isinstance(error, IntegrityError) for error in raised)
    assert _breaches_fired(ticket_id) == 1


GUARDS = {
    "tickets_slafiring": ("level_fires_once", "clock_id, level"),
    "tickets_slabreach": ("tickets_slabreach_clock_id_key", "clock_id"),
    "tickets_ticketevent": ("event_seq_once", "ticket_id, seq"),
}


@contextmanager
def _without_constraints() -> Iterator[None]:
    with connection.cursor() as cursor:
        for table, (name, _columns) in GUARDS.items():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for table, (name, columns) in GUARDS.items():
                cursor.execute(f"TRUNCATE {table} CASCADE")
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})")


def test_without_lock_and_constraint_a_level_fires_twice(crowd: Cast) -> None:
    ticket_id = Ticket.objects.values_list("pk", flat=True)[0]
    with _without_constraints():
        assert _escalate_blindly(ticket_id, 2) == []
        assert _breaches_fired(ticket_id) == 2
