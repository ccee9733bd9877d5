"""What must not be lost or made up: a late sweep, a reply on its way, a tier that moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast, by, later, ticket
from tickets.actions.cancelling import cancel
from tickets.actions.classifying import reclassify
from tickets.actions.receiving import add_customer_message
from tickets.actions.reopening import reopen, undo_reopen
from tickets.actions.replying import reply, settle_reply, undo_reply
from tickets.actions.resolving import resolve
from tickets.actors import Actor
from tickets.models import DeskSettings, Message, SlaBreach, SlaClock, Ticket
from tickets.sla.sweep import sweep

# Tier 3 of the starter: first reply within 24 h, day and night.
DUE = later(hours=24)


def answer(case: Ticket, cast: Cast, at, **how) -> Message:
    return reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        text="We are on it.",
        next_step="We call you.",
        next_step_by=at + timedelta(days=1),
        **how,
    )


def write(case: Ticket, cast: Cast, at) -> Message:
    return add_customer_message(
        ticket_id=case.pk,
        actor=Actor.for_customer(cast.rosa),
        at=at,
        text="And another thing.",
        channel="email",
    )


def clock(case: Ticket, metric: str, cycle: int = 1) -> SlaClock:
    return case.clocks.get(metric=metric, cycle=cycle)


# --- The sweep slept ------------------------------------------------------------------------


def test_a_breach_that_nobody_saw_yet_survives_a_lowered_tier(cast: Cast) -> None:
    case = ticket(cast.rosa)
    reclassify(
        ticket_id=case.pk,
        actor=by(cast.teo),
        at=DUE + timedelta(hours=1),
        tier_id=4,
        may_lower=True,
        reason="Only a question.",
    )

    breach = SlaBreach.objects.get(clock=clock(case, "first_response"))
    assert (breach.breached_at, breach.due_at, breach.reason) == (DUE, DUE, "due")
    assert breach.budget_seconds == 86400


def test_a_breach_that_nobody_saw_yet_survives_a_cancel(cast: Cast) -> None:
    case = ticket(cast.rosa)
    cancel(ticket_id=case.pk, actor=by(cast.ana), at=DUE + timedelta(hours=2), reason="withdrawn")

    ended = clock(case, "first_response")
    assert (ended.state, ended.breached_at) == (SlaClock.State.BREACHED_STOPPED, DUE)
    assert ended.overdue_seconds == 7200
    assert clock(case, "resolution").state == SlaClock.State.CANCELLED


def test_an_hour_late_the_sweep_dates_the_breach_at_the_due_time(cast: Cast) -> None:
    case = ticket(cast.rosa)
    sweep(at=DUE + timedelta(hours=1))

    breach = SlaBreach.objects.get(clock=clock(case, "first_response"))
    assert (breach.breached_at, breach.detected_at) == (DUE, DUE + timedelta(hours=1))
    told = {f.level: f.is_superseded for f in clock(case, "first_response").firings.all()}
    assert told == {50: True, 75: True, 100: False}


def test_sweeping_again_or_with_a_clock_set_back_changes_nothing(cast: Cast) -> None:
    case = ticket(cast.rosa)
    sweep(at=DUE + timedelta(seconds=1))
    once = list(case.events.values_list("code", "hash"))
    for at in (DUE + timedelta(seconds=1), DUE - timedelta(minutes=10), DUE + timedelta(hours=1)):
        sweep(at=at)

    assert list(case.events.values_list("code", "hash")) == once


def test_nothing_breaks_in_the_due_second_itself(cast: Cast) -> None:
    case = ticket(cast.rosa)
    broken = SlaBreach.objects.filter(clock=clock(case, "first_response"))
    sweep(at=DUE + timedelta(microseconds=999_999))
    assert not broken.exists()
    sweep(at=DUE + timedelta(seconds=1))
    assert broken.exists()


# --- A reply on its way ---------------------------------------------------------------------


def test_a_reply_pressed_in_time_is_not_late_because_it_can_be_undone(cast: Cast) -> None:
    case = ticket(cast.rosa)
    pressed = answer(case, cast, DUE)
    sweep(at=DUE + timedelta(seconds=2))
    assert not SlaBreach.objects.filter(clock__metric="first_response").exists()

    settle_reply(message_id=pressed.pk, at=DUE + timedelta(seconds=16))
    assert clock(case, "first_response").state == SlaClock.State.MET


def test_an_undone_reply_stops_nothing_and_was_never_said(cast: Cast) -> None:
    case = ticket(cast.rosa)
    pressed = answer(case, cast, DUE - timedelta(seconds=1))
    undo_reply(message_id=pressed.pk, actor=by(cast.ana), at=DUE + timedelta(seconds=5))
    sweep(at=DUE + timedelta(seconds=10))

    case.refresh_from_db()
    assert case.last_agent_message_at is None
    assert SlaBreach.objects.get(clock__metric="first_response").breached_at == DUE


def test_a_message_that_crosses_a_reply_starts_its_own_wait(cast: Cast) -> None:
    case = ticket(cast.rosa)
    pressed = answer(case, cast, later(hours=1))
    write(case, cast, later(hours=1, seconds=5))
    settle_reply(message_id=pressed.pk, at=later(hours=1, seconds=16))

    assert clock(case, "first_response").stopped_at == later(hours=1)
    waiting = clock(case, "next_reply")
    assert (waiting.state, waiting.started_at) == ("running", later(hours=1, seconds=5))


def test_a_reply_whose_mail_is_late_holds_up_no_later_promise(cast: Cast) -> None:
    case = ticket(cast.rosa)
    pressed = answer(case, cast, later(hours=1))
    settle_reply(message_id=pressed.pk, at=later(hours=1, seconds=16))
    write(case, cast, later(hours=2))
    assert case.deliveries.filter(message=pressed, state="pending").exists()

    sweep(at=later(hours=26, seconds=1))

    assert clock(case, "next_reply").breached_at == later(hours=26)


def test_a_final_answer_promises_no_further_progress(cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)
    case = ticket(cast.rosa)
    _resolve(case, cast, later(hours=1))

    assert not case.clocks.filter(metric="periodic_update").exists()


# --- Promises that come and go --------------------------------------------------------------


def test_a_praise_that_turns_out_a_complaint_gets_its_clocks_from_the_start(cast: Cast) -> None:
    case = ticket(cast.rosa, kind="praise")
    assert not case.clocks.filter(metric="resolution").exists()
    reclassify(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=3), kind="complaint")

    assert clock(case, "resolution").started_at == later()
    assert clock(case, "first_response").due_at == DUE


def test_a_promise_that_was_past_when_it_was_made_breaks_then(cast: Cast) -> None:
    case = ticket(cast.rosa, kind="praise")
    at = DUE + timedelta(hours=1)
    reclassify(ticket_id=case.pk, actor=by(cast.ana), at=at, kind="complaint")

    breach = SlaBreach.objects.get(clock__metric="first_response")
    assert (breach.reason, breach.breached_at, breach.due_at) == ("retarget", at, DUE)


def test_a_raised_tier_that_is_already_too_late_breaks_at_that_moment(cast: Cast) -> None:
    case = ticket(cast.rosa)
    reclassify(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=5), tier_id=2)

    breach = SlaBreach.objects.get(clock=clock(case, "first_response"))
    assert (breach.reason, breach.due_at) == ("retarget", later(hours=4))
    assert (breach.breached_at, breach.budget_seconds) == (later(hours=5), 14400)
    told = {f.level: f.is_superseded for f in breach.clock.firings.all()}
    assert told == {50: True, 75: True, 100: False}


@pytest.mark.parametrize(("before", "after", "state"), [(3, 4, "running"), (4, 3, "paused")])
def test_only_durations_stand_still_while_we_wait(
    cast: Cast, before: int, after: int, state: str
) -> None:
    case = ticket(cast.rosa)
    if case.tier_id != before:
        reclassify(ticket_id=case.pk, actor=by(cast.teo), at=later(), tier_id=before)
    answer(case, cast, later(hours=1), then="waiting_customer")
    reclassify(
        ticket_id=case.pk, actor=by(cast.teo), at=later(hours=2), tier_id=after, may_lower=True
    )

    moved = clock(case, "resolution")
    assert moved.state == state
    assert (moved.due_at is None) == (state == "paused")


def test_a_round_that_was_taken_back_can_begin_again(cast: Cast) -> None:
    case = ticket(cast.rosa)
    _resolve(case, cast, later(hours=1))
    reopen(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=2), reason="by_hand", note="Hm.")
    undo_reopen(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=3))
    write(case, cast, later(hours=4))

    case.refresh_from_db()
    assert case.round == 2
    live = case.clocks.get(metric="resolution", state="running")
    assert (live.started_at, live.budget_seconds) == (later(hours=4), 259200 // 2)


def _resolve(case: Ticket, cast: Cast, at) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty.",
    )
