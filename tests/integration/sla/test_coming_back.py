"""What a ticket that comes back waits for, and whose turn it is meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.cast import START, Cast, by, later, ticket
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.actions.merging import merge, unmerge
from tickets.actions.pausing import hold
from tickets.actions.receiving import add_customer_message
from tickets.actions.reopening import reopen, undo_reopen
from tickets.actions.replying import reply, settle_reply, undo_reply
from tickets.actions.sending import mark_failed
from tickets.actions.silence import remind_or_resolve
from tickets.actions.tasking import add_task
from tickets.actors import Actor
from tickets.models import DeskSettings, Hold, Message, SlaClock, SlaPolicy, Task, Ticket

LONG_AGO = later(days=30)


@pytest.fixture
def by_law(cast: Cast) -> None:
    SlaPolicy.objects.filter(code="by_law").update(is_active=True)


@pytest.fixture
def _at_once(cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)


def _answer(case: Ticket, cast: Cast, at: datetime, **how: str) -> Message:
    return reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        text="Which colour was it?",
        next_step="We call you.",
        next_step_by=at + timedelta(days=1),
        **how,
    )


def _write(case: Ticket, cast: Cast, at: datetime, **how: datetime) -> None:
    add_customer_message(
        ticket_id=case.pk,
        actor=Actor.for_customer(cast.rosa),
        at=at,
        text="And another thing.",
        channel="email",
        **how,
    )


def _started(case: Ticket, at: datetime) -> set[str]:
    live = case.clocks.filter(state__in=SlaClock.LIVE, started_at=at)
    return set(live.values_list("metric", flat=True))


# --- New clocks ------------------------------------------------------------------------------


@pytest.mark.usefixtures("by_law", "_at_once")
@pytest.mark.parametrize("how", ["cancelled", "merged"])
def test_a_ticket_that_comes_back_has_a_clock_for_all_that_it_waits_for(
    cast: Cast, how: str
) -> None:
    case = ticket(cast.rosa, kind="complaint", at=later(hours=1))
    _answer(case, cast, later(hours=2))
    _write(case, cast, later(hours=3))
    back_at = later(hours=5)
    if how == "cancelled":
        cancel(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=4), reason="spam")
        undo_cancel(ticket_id=case.pk, actor=by(cast.teo), at=back_at, note="It is none.")
    else:
        older = ticket(cast.rosa)
        merge(ticket_id=case.pk, into_id=older.pk, actor=by(cast.ana), at=later(hours=4))
        unmerge(ticket_id=case.pk, actor=by(cast.ana), at=back_at)

    assert _started(case, back_at) == {"resolution", "next_reply", "periodic_update", "statutory"}


@pytest.mark.parametrize("how", ["cancelled", "merged"])
def test_one_that_nobody_had_answered_or_taken_waits_for_that_again(cast: Cast, how: str) -> None:
    case = ticket(cast.rosa)
    if how == "cancelled":
        cancel(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1), reason="test")
        undo_cancel(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=2), note="It is none.")
    else:
        other = ticket(cast.rosa)
        merge(ticket_id=case.pk, into_id=other.pk, actor=by(cast.ana), at=later(hours=1))
        unmerge(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=2))

    assert _started(case, later(hours=2)) == {"resolution", "first_response", "assignment"}


@pytest.mark.usefixtures("by_law", "_at_once")
def test_taking_a_reopen_back_ends_that_round_alone(cast: Cast) -> None:
    DeskSettings.objects.update(silence_resolve_days=1)
    case = ticket(cast.rosa, kind="complaint")
    _answer(case, cast, later(hours=1), then="waiting_customer")
    remind_or_resolve(ticket_id=case.pk, at=later(days=2))
    reopen(ticket_id=case.pk, actor=by(cast.ana), at=later(days=2, hours=1), reason="by_hand",
           note="She called.")  # fmt: skip
    undo_reopen(ticket_id=case.pk, actor=by(cast.ana), at=later(days=2, hours=2))

    states = dict(case.clocks.filter(cycle=2).values_list("metric", "state"))
    assert states["resolution"] == SlaClock.State.CANCELLED
    # Silence is no answer, so the one that the law wants is still to come.
    assert case.clocks.get(metric="statutory").state == SlaClock.State.RUNNING


# --- Whose turn it is ------------------------------------------------------------------------


def test_a_wait_for_an_answer_to_a_question_taken_back_is_over(cast: Cast) -> None:
    case = ticket(cast.rosa)
    asked = _answer(case, cast, later(hours=1), then="waiting_customer")
    assert case.clocks.get(metric="resolution").state == SlaClock.State.PAUSED
    undo_reply(message_id=asked.pk, actor=by(cast.ana), at=later(hours=1, seconds=9))

    case.refresh_from_db()
    assert (case.status, case.next_step_at) == (Ticket.Status.OPEN, None)
    running = case.clocks.get(metric="resolution")
    assert (running.state, running.due_at) == ("running", later(days=7, seconds=9))


@pytest.mark.usefixtures("_at_once")
def test_a_wait_goes_on_when_an_earlier_question_stands(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _answer(case, cast, later(hours=1), then="waiting_customer")
    DeskSettings.objects.update(undo_send_seconds=15)
    more = _answer(case, cast, later(hours=2), then="waiting_customer")
    undo_reply(message_id=more.pk, actor=by(cast.ana), at=later(hours=2, seconds=9))

    case.refresh_from_db()
    assert case.status == Ticket.Status.WAITING_CUSTOMER


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("owing", ["nothing", "task", "answer"])
def test_silence_resolves_nothing_while_it_is_our_turn(cast: Cast, owing: str) -> None:
    case = ticket(cast.rosa)
    asked = _answer(case, cast, later(hours=1), then="waiting_customer")
    if owing == "task":
        _block(case, cast)
    elif owing == "answer":
        mark_failed(message_id=asked.pk, at=later(hours=2), reason="The mailbox is unknown.")
    remind_or_resolve(ticket_id=case.pk, at=LONG_AGO)

    case.refresh_from_db()
    is_over = case.status == Ticket.Status.RESOLVED
    assert is_over == (owing == "nothing")
    assert is_over or case.next_step_at > LONG_AGO


def _block(case: Ticket, cast: Cast) -> None:
    add_task(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=2),
        kind=Task.Kind.FOLLOW_UP,
        title="Fetch it",
        due_at=None,
        is_blocking=True,
    )


@pytest.mark.usefixtures("_at_once")
def test_a_hold_is_over_when_the_customer_writes(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _answer(case, cast, later(hours=1))
    hold(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=2),
        who="Supplier",
        what="A seal",
        expected_by=later(days=2),
    )
    _write(case, cast, later(hours=3))

    case.refresh_from_db()
    assert case.status == Ticket.Status.OPEN
    assert Hold.objects.get(ticket=case).to_at == later(hours=3)


# --- When a wait begins ----------------------------------------------------------------------


@pytest.mark.usefixtures("_at_once")
def test_the_wait_for_our_answer_begins_when_the_message_came_in(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _answer(case, cast, later(hours=1))
    # The mail lay in its box for three hours while nobody fetched it.
    _write(case, cast, later(hours=5), received_at=later(hours=2))

    waiting = case.clocks.get(metric="next_reply")
    assert (waiting.started_at, waiting.due_at) == (later(hours=2), later(hours=26))


def test_a_message_of_the_second_in_which_we_answered_waits_too(cast: Cast) -> None:
    case = ticket(cast.rosa)
    pressed = _answer(case, cast, later(hours=1))
    _write(case, cast, later(hours=1))
    settle_reply(message_id=pressed.pk, at=later(hours=1, seconds=15))

    assert case.clocks.get(metric="next_reply").started_at == later(hours=1)


@pytest.mark.usefixtures("_at_once")
def test_a_message_from_the_future_came_now(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _answer(case, cast, later(hours=1))
    _write(case, cast, later(hours=2), received_at=later(hours=9))

    assert case.clocks.get(metric="next_reply").started_at == later(hours=2)


@pytest.mark.usefixtures("_at_once")
def test_an_answer_by_a_person_acknowledges_what_no_notice_has(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _answer(case, cast, START + timedelta(seconds=30))

    assert case.clocks.get(metric="acknowledgement").state == SlaClock.State.MET
