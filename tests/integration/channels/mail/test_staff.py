"""What people at the desk are told: each once, never about themselves."""

from __future__ import annotations

import pytest

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import assign, take
from tickets.actions.escalating import escalate
from tickets.actions.tasking import add_task
from tickets.models import Delivery, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast, sink, relay_at) -> Ticket:
    opened = ticket(cast.rosa)
    relay_at(later(seconds=30))
    sink.received.clear()
    return opened


def told(sink) -> list[str]:
    return sorted(mail.to.partition("@")[0] for mail in sink.mails)


def test_an_owner_who_was_given_it_is_told_and_one_who_took_it_is_not(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    relay_at(later(minutes=1))
    assert told(sink) == []

    assign(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=2), owner_id=cast.otto.pk)
    relay_at(later(minutes=2))
    assert told(sink) == ["otto"]
    assert "Ana gave you this complaint." in sink.mails[0].text
    assert f"/desk/tickets/{case.pk}/" in sink.mails[0].text


def test_a_breach_tells_owner_lead_and_manager_each_once(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    # Half of a day: the owner. Then the whole day, with the 75 % passed unseen: all three.
    escalate(ticket_id=case.pk, at=later(hours=12))
    relay_at(later(hours=12))
    assert told(sink) == ["ana"]
    assert sink.mails[0].subject == f"12 h left, First reply: {case.subject} [{case.number}]"

    sink.received.clear()
    escalate(ticket_id=case.pk, at=later(hours=24, seconds=1))
    escalate(ticket_id=case.pk, at=later(hours=24, seconds=2))
    relay_at(later(hours=24, seconds=5))
    assert told(sink) == ["ana", "mei", "teo"]
    assert {mail.subject for mail in sink.mails} == {
        f"under 1 min over, First reply: {case.subject} [{case.number}]"
    }


def test_a_warning_about_a_promise_kept_meanwhile_is_dropped(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    escalate(ticket_id=case.pk, at=later(hours=12))
    case.clocks.filter(metric="first_response").update(state="met", stopped_at=later(hours=12))
    relay_at(later(hours=12, minutes=1))

    assert sink.mails == []
    assert (
        Delivery.objects.get(subscriber="staff.escalation").last_error == "The clock has stopped."
    )


def test_while_nobody_has_it_the_lead_hears_what_the_owner_would(
    case: Ticket, sink, relay_at
) -> None:
    case.clocks.exclude(metric="first_response").update(state="cancelled", next_fire_at=None)
    escalate(ticket_id=case.pk, at=later(hours=12))
    relay_at(later(hours=12))
    assert told(sink) == ["teo"]


def test_whoever_is_complained_about_is_told_nothing(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    Ticket.objects.filter(pk=case.pk).update(complained_about=cast.teo)
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    escalate(ticket_id=case.pk, at=later(hours=24, seconds=1))
    relay_at(later(hours=24, seconds=5))

    assert told(sink) == ["ana", "mei"]


def test_the_lead_to_whom_time_hands_a_ticket_gets_one_mail_saying_so(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    escalate(ticket_id=case.pk, at=later(hours=36, seconds=1))
    relay_at(later(hours=36, seconds=5))

    to_teo = sink.to("teo@desk.test")
    assert len(to_teo) == 1
    assert "It is yours now." in to_teo[0].text


def test_a_call_back_is_asked_of_the_owner(case: Ticket, cast: Cast, sink, relay_at) -> None:
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    add_task(
        ticket_id=case.pk,
        actor=by(cast.teo),
        at=later(minutes=2),
        kind="call_back",
        title="She wants to hear it from a person.",
        due_at=later(hours=3),
    )
    relay_at(later(minutes=3))

    (mail,) = sink.mails
    assert mail.to == "ana@desk.test"
    assert "by Tue 10 Mar 2026, 13:00 (China time)" in mail.text


def test_somebody_who_has_left_is_told_nothing(case: Ticket, cast: Cast, sink, relay_at) -> None:
    assign(ticket_id=case.pk, actor=by(cast.teo), at=later(minutes=2), owner_id=cast.otto.pk)
    cast.otto.is_active = False
    cast.otto.save()
    relay_at(later(minutes=3))

    assert sink.mails == []
    assert Delivery.objects.get(subscriber="staff.assigned").state == "dropped"
