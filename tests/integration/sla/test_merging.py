"""Merge and un-merge: what becomes of both tickets' clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast, by, customer, later, ticket
from tickets.actions.merging import OtherCustomer, direction, merge, unmerge
from tickets.actions.receiving import add_customer_message
from tickets.actions.replying import reply
from tickets.actors import Actor
from tickets.errors import TransitionRefused
from tickets.models import DeskSettings, SlaBreach, Ticket
from tickets.sla.sweep import sweep


@pytest.fixture(autouse=True)
def _replies_leave_at_once(cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)


def _answer(case: Ticket, cast: Cast, at, **how) -> None:
    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        text="We are on it.",
        next_step="We call you.",
        next_step_by=at + timedelta(days=1),
        **how,
    )


def _merge(source: Ticket, target: Ticket, cast: Cast, at, **how) -> Ticket:
    return merge(ticket_id=source.pk, into_id=target.pk, actor=by(cast.ana), at=at, **how)


def test_the_newer_ticket_goes_into_the_older_one(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    assert direction(older, newer) == direction(newer, older) == (newer, older)


def test_a_merged_ticket_stops_escalating_and_keeps_its_breaches(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(minutes=1))
    sweep(at=later(hours=24, minutes=2))
    merged = _merge(newer, older, cast, later(hours=25))

    assert (merged.status, merged.merged_into_id, merged.next_due_at) == ("merged", older.pk, None)
    assert {c.metric: c.state for c in merged.clocks.all()} == {
        "acknowledgement": "breached_stopped",
        "assignment": "breached_stopped",
        "first_response": "breached_stopped",
        "resolution": "cancelled",
    }
    assert not merged.clocks.filter(next_fire_at__isnull=False).exists()
    assert [e.code for e in merged.events.all()][-1] == "ticket.merged"
    assert older.events.filter(code="ticket.absorbed", data__ticket=newer.pk).exists()


def test_the_older_wait_is_the_one_that_counts(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    _answer(older, cast, later(hours=2))
    _write(older, cast, later(hours=5))
    _merge(newer, older, cast, later(hours=6))

    waiting = older.clocks.get(metric="next_reply")
    assert (waiting.started_at, waiting.due_at) == (later(hours=1), later(hours=25))
    assert waiting.events.filter(code="adjusted").exists()


def test_a_wait_that_came_too_late_breaks_at_the_merge(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    _answer(older, cast, later(hours=2))
    _merge(newer, older, cast, later(hours=30))

    breach = SlaBreach.objects.get(ticket=older, clock__metric="next_reply")
    assert (breach.reason, breach.breached_at) == ("merge", later(hours=30))
    assert breach.due_at == later(hours=25)


def test_a_newer_wait_does_not_shorten_the_own_one(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=4))
    _answer(older, cast, later(hours=1))
    _write(older, cast, later(hours=2))
    _merge(newer, older, cast, later(hours=5))

    assert older.clocks.get(metric="next_reply").started_at == later(hours=2)


def test_two_tickets_never_answered_keep_the_first_reply_clock(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    _merge(newer, older, cast, later(hours=2))

    assert older.clocks.get(metric="first_response").state == "running"
    assert not older.clocks.filter(metric="next_reply").exists()


def test_nobody_waits_for_a_customer_who_waits_for_us(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=3))
    _answer(older, cast, later(hours=1), then="waiting_customer")
    _merge(newer, older, cast, later(hours=4))

    older.refresh_from_db()
    assert older.status == "open"
    assert older.clocks.get(metric="resolution").state == "running"


def test_what_the_customer_writes_afterwards_belongs_to_the_other(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    _merge(newer, older, cast, later(hours=2))

    assert _write(newer, cast, later(hours=3)).ticket_id == older.pk


def test_out_again_it_has_fresh_clocks_and_takes_its_wait_along(cast: Cast) -> None:
    older, newer = ticket(cast.rosa), ticket(cast.rosa, at=later(hours=1))
    _answer(older, cast, later(hours=2))
    _merge(newer, older, cast, later(hours=3))
    back = unmerge(ticket_id=newer.pk, actor=by(cast.ana), at=later(hours=5))

    assert (back.status, back.merged_into_id) == ("open", None)
    live = {c.metric: (c.cycle, c.started_at) for c in back.clocks.filter(state="running")}
    at = later(hours=5)
    assert live == {"resolution": (2, at), "first_response": (2, at), "assignment": (2, at)}
    assert older.clocks.get(metric="next_reply").state == "cancelled"
    assert [e.code for e in older.events.all()][-1] == "sla.cancelled"
    assert older.events.filter(code="ticket.released", data__ticket=newer.pk).exists()


def test_some_merges_are_refused(cast: Cast) -> None:
    one, other = ticket(cast.rosa), ticket(cast.rosa)
    stranger = ticket(customer(name="Bo", email="bo@example.test"))
    with pytest.raises(TransitionRefused):
        _merge(one, one, cast, later(hours=1))
    with pytest.raises(OtherCustomer):
        _merge(one, stranger, cast, later(hours=1))
    _merge(one, other, cast, later(hours=1))
    with pytest.raises(TransitionRefused):
        _merge(other, one, cast, later(hours=2))
    with pytest.raises(TransitionRefused):
        unmerge(ticket_id=other.pk, actor=by(cast.ana), at=later(hours=2))
    assert _merge(other, stranger, cast, later(hours=2), is_override=True).status == "merged"


def _write(case: Ticket, cast: Cast, at):
    return add_customer_message(
        ticket_id=case.pk,
        actor=Actor.for_customer(cast.rosa),
        at=at,
        text="And another thing.",
        channel="email",
    )
