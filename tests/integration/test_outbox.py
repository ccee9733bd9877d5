"""The relay: who gets which row, what comes of it, what happens when something goes wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine

from tests.cast import START, later, make_cast, ticket
from tickets import outbox, tasks
from tickets.models import Delivery, SlaFiring

pytestmark = pytest.mark.django_db
LANE = "mail"


@dataclass
class Carrier:
    """A subscriber that does as it is told, by recipient."""

    carried: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    trouble: dict[str, Exception] = field(default_factory=dict)

    def carry_out(self, delivery: Delivery) -> None:
        if delivery.recipient in self.trouble:
            raise self.trouble[delivery.recipient]
        self.carried.append(delivery.recipient)

    def gives_up(self, delivery: Delivery, reason: str) -> None:
        self.given_up.append(delivery.recipient)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    carrier = Carrier()
    outbox.subscribe(
        outbox.Subscriber(
            code="test.carrier",
            lane=LANE,
            events=(),
            plan=lambda ticket, event: [],
            carry_out=carrier.carry_out,
            gives_up=carrier.gives_up,
        )
    )
    yield carrier
    del outbox._subscribers["test.carrier"]


Queue = Callable[..., Delivery]


@pytest.fixture
def queue(carrier: Carrier) -> Queue:
    def add(recipient: str, **fields) -> Delivery:
        facts = {"lane": LANE, "due_at": START, "created_at": START, "recipient": recipient}
        key = f"test:{Delivery.objects.count()}"
        return Delivery.objects.create(key=key, subscriber="test.carrier", **(facts | fields))

    return add


def relay(at=START) -> int:
    with time_machine.travel(at, tick=False):
        return outbox.relay(LANE)


def state_of(delivery: Delivery) -> tuple[str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts


# --- Whose turn it is -----------------------------------------------------------------------


def test_only_what_is_due_is_carried_out_oldest_first(carrier: Carrier, queue: Queue) -> None:
    queue("later", due_at=later(seconds=1))
    queue("second", due_at=START)
    queue("first", due_at=START - timedelta(minutes=1))
    assert relay() == 2
    assert carrier.carried == ["first", "second"]


def test_a_row_somebody_holds_is_left_alone_until_the_lease_is_over(
    carrier: Carrier, queue: Queue, settings
) -> None:
    settings.OUTBOX_LEASE_SECONDS = 60
    row = queue("rosa")
    assert len(outbox.claim(LANE, at=START)) == 1
    assert outbox.claim(LANE, at=later(seconds=60)) == []
    (again,) = outbox.claim(LANE, at=later(seconds=61))
    assert (again.pk, again.attempts) == (row.pk, 2)


def test_a_slow_worker_does_not_carry_out_or_mark_what_another_took_over(
    carrier: Carrier, queue: Queue
) -> None:
    row = queue("rosa")
    (slow,) = outbox.claim(LANE, at=START)
    (fast,) = outbox.claim(LANE, at=later(hours=1))
    outbox.carry_out(slow)
    assert carrier.carried == []

    outbox.carry_out(fast)
    assert carrier.carried == ["rosa"]
    assert state_of(row) == ("done", 2)
    outbox._mark(slow, "parked", "too late")
    assert state_of(row) == ("done", 2)


def test_what_a_batch_has_no_time_for_goes_back_unharmed(
    carrier: Carrier, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [queue("first"), queue("second")]
    monkeypatch.setattr(outbox, "BATCH_SECONDS", -1)
    relay()
    assert [state_of(row) for row in rows] == [("pending", 0), ("pending", 0)]
    assert len(outbox.claim(LANE, at=START)) == 2


# --- One after the other --------------------------------------------------------------------


@pytest.fixture
def ticket_id(cast) -> int:
    from tests.cast import ticket

    case = ticket(cast.rosa)
    Delivery.objects.all().delete()
    return case.pk


def test_a_mail_waits_for_the_one_before_it_even_in_another_lane(
    carrier: Carrier, queue: Queue, ticket_id: int
) -> None:
    first = queue("rosa", ticket_id=ticket_id, lane="urgent", due_at=later(minutes=5))
    queue("rosa", ticket_id=ticket_id)
    queue("ana", ticket_id=ticket_id)
    assert relay() == 1
    assert carrier.carried == ["ana"]

    outbox.claim("urgent", at=later(minutes=5))
    assert relay(later(minutes=5)) == 0
    Delivery.objects.filter(pk=first.pk).update(state="done")
    assert relay(later(minutes=5)) == 1
    assert carrier.carried == ["ana", "rosa"]


def test_a_parked_mail_holds_up_nothing(carrier: Carrier, queue: Queue, ticket_id: int) -> None:
    queue("rosa", ticket_id=ticket_id, state="parked")
    queue("rosa", ticket_id=ticket_id)
    assert relay() == 1


# --- When it goes wrong ---------------------------------------------------------------------


def test_a_fault_in_a_handler_parks_that_delivery_and_no_other(
    carrier: Carrier, queue: Queue
) -> None:
    carrier.trouble["bad"] = KeyError("language")
    before, bad, after = queue("before"), queue("bad"), queue("after")
    relay()
    assert carrier.carried == ["before", "after"]
    assert [state_of(row)[0] for row in (before, bad, after)] == ["done", "parked", "done"]
    assert bad.last_error == "KeyError: 'language'"
    assert carrier.given_up == ["bad"]


def test_trouble_of_the_world_is_tried_again_with_growing_pauses(
    carrier: Carrier, queue: Queue
) -> None:
    carrier.trouble["rosa"] = ConnectionRefusedError("no mail server")
    row = queue("rosa")
    at = START
    for number, pause in enumerate(outbox.BACK_OFF_SECONDS, start=1):
        assert relay(at) == 1
        assert state_of(row) == ("pending", number)
        assert row.due_at == at + timedelta(seconds=pause)
        assert relay(row.due_at - timedelta(seconds=1)) == 0
        at = row.due_at
    assert relay(at) == 1
    assert state_of(row)[0] == "parked"
    assert carrier.given_up == ["rosa"]
    assert at - START > timedelta(hours=40)


def test_it_leaves_when_the_trouble_is_over(carrier: Carrier, queue: Queue) -> None:
    carrier.trouble["rosa"] = TimeoutError()
    row = queue("rosa")
    relay()
    carrier.trouble.clear()
    relay(later(seconds=5))
    assert state_of(row) == ("done", 2)
    assert row.last_error == ""


def test_a_delivery_that_kills_every_worker_is_parked_in_the_end(
    carrier: Carrier, queue: Queue
) -> None:
    row = queue("rosa")
    at = START
    for _death in outbox.BACK_OFF_SECONDS:
        outbox.claim(LANE, at=at)
        at += timedelta(hours=1)
    outbox.claim(LANE, at=at)
    relay(at + timedelta(hours=1))
    assert state_of(row)[0] == "parked"
    assert carrier.carried == []
    assert "each worker that tried it died" in row.last_error


def test_what_is_not_needed_any_more_is_dropped_with_its_reason(
    carrier: Carrier, queue: Queue
) -> None:
    carrier.trouble["rosa"] = outbox.NotNeeded("The ticket is open again.")
    row = queue("rosa")
    relay()
    assert state_of(row)[0] == "dropped"
    assert row.last_error == "The ticket is open again."
    assert carrier.given_up == []


def test_noting_a_parked_delivery_may_fail_and_the_next_one_still_leaves(
    carrier: Carrier, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier.trouble["bad"] = outbox.PermanentFailure("550 no such mailbox")
    carrier.given_up = None  # type: ignore[assignment]  -- its append fails
    bad, good = queue("bad"), queue("good")
    relay()
    assert (state_of(bad)[0], state_of(good)[0]) == ("parked", "done")


def test_nothing_carries_it_out_any_more_and_it_is_parked(queue: Queue) -> None:
    row = queue("rosa")
    Delivery.objects.filter(pk=row.pk).update(subscriber="sms.gone")
    relay()
    assert state_of(row)[0] == "parked"


@pytest.mark.parametrize(
    ("asks_for", "name"),
    [
        (outbox.event_of, "event"),
        (outbox.ticket_id_of, "ticket"),
        (outbox.answer_id_of, "message"),
    ],
)
def test_a_row_without_what_its_handler_needs_is_parked_and_says_what_is_missing(
    carrier: Carrier, queue: Queue, monkeypatch: pytest.MonkeyPatch, asks_for, name: str
) -> None:
    row = queue("rosa")
    subscriber = dataclasses.replace(outbox.subscriber_for("test.carrier"), carry_out=asks_for)
    monkeypatch.setitem(outbox._subscribers, "test.carrier", subscriber)
    relay()
    assert state_of(row)[0] == "parked"
    assert f"names no {name}" in row.last_error
    assert carrier.given_up == ["rosa"]


def test_the_retry_button_puts_a_parked_row_back_and_nothing_else(
    carrier: Carrier, queue: Queue
) -> None:
    parked, done = queue("rosa", state="parked", attempts=11), queue("ana", state="done")
    assert outbox.retry(parked.pk, at=START)
    assert not outbox.retry(done.pk, at=START)
    relay()
    assert carrier.carried == ["rosa"]


def test_tidying_keeps_what_waits_and_what_is_parked(queue: Queue) -> None:
    queue("old", state="done", done_at=START)
    queue("dropped", state="dropped", done_at=START)
    queue("new", state="done", done_at=later(days=1))
    queue("waits")
    queue("parked", state="parked")
    assert outbox.tidy(before=later(hours=1)) == 2
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {"new", "waits", "parked"}


def test_a_clock_that_falls_due_among_letters_does_not_wait_for_the_last_of_them(
    queue: Queue, carrier: Carrier, starter: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "LOOK_SECONDS", 0.0)
    case = ticket(make_cast().rosa)
    for n in range(outbox.BATCH + 1):
        queue(f"letter {n}")
    letters_before = 0
    fired = SlaFiring.objects.filter(clock__ticket=case, clock__metric="first_response", level=100)

    def carry_out(delivery: Delivery) -> None:
        nonlocal letters_before
        if not carrier.carried:
            frozen.move_to(later(hours=25))
        carrier.carried.append(delivery.recipient)
        letters_before += not fired.exists()

    subscriber = outbox._subscribers["test.carrier"]
    outbox.subscribe(dataclasses.replace(subscriber, carry_out=carry_out))
    with time_machine.travel(START, tick=False) as frozen:
        tasks.relay_mail()

    assert len(carrier.carried) == outbox.BATCH + 1
    assert letters_before == 1, "the one in which it fell due"
