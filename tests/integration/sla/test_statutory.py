"""What the law promises: by the date, through every wait, once; where the desk says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import START, Cast, by, later, ticket
from tickets.actions.pausing import wait_for_customer
from tickets.actions.reopening import reopen
from tickets.actions.replying import reply, settle_reply
from tickets.actions.resolving import resolve
from tickets.models import DeskSettings, Message, Metric, SlaBreach, SlaClock, SlaPolicy, Ticket
from tickets.sla.publishing import missing_cells
from tickets.sla.sweep import sweep

# Received on a Tuesday; Wednesday to Friday and four days of the next week end on the 19th,
# 24:00 in Shanghai.
DUE = datetime(2026, 3, 19, 16, tzinfo=UTC)


@pytest.fixture
def by_law(cast: Cast) -> SlaPolicy:
    """The starter's policy, switched on as an administrator would."""
    policy = SlaPolicy.objects.get(code="by_law")
    policy.is_active = True
    policy.save()
    return policy


def _clock(case: Ticket) -> SlaClock:
    return case.clocks.get(metric=Metric.STATUTORY)


def _resolve(case: Ticket, cast: Cast, at: datetime) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        outcome="upheld",
        finding="The seal was faulty.",
        public_message="A new kettle is on its way.",
    )


def test_a_new_desk_promises_nothing_by_law_until_somebody_says_so(cast: Cast) -> None:
    assert not ticket(cast.rosa).clocks.filter(metric=Metric.STATUTORY).exists()


def test_a_complaint_is_due_at_the_end_of_the_seventh_working_day(
    cast: Cast, by_law: SlaPolicy
) -> None:
    clock = _clock(ticket(cast.rosa, kind="complaint"))
    assert (clock.started_at, clock.due_at) == (START, DUE)
    assert clock.policy_version.policy == by_law
    assert not ticket(cast.rosa, kind="inquiry").clocks.filter(metric=Metric.STATUTORY).exists()


def test_it_promises_else_what_the_standard_one_does(by_law: SlaPolicy) -> None:
    standard = SlaPolicy.objects.get(code="standard").versions.get()
    own = by_law.versions.get()
    cells = ("tier", "metric", "kind", "amount", "calendar")
    promised = set(own.targets.exclude(metric=Metric.STATUTORY).values_list(*cells))
    assert promised == set(standard.targets.values_list(*cells))
    assert list(own.ladder.values_list("percent", "tell")) == list(
        standard.ladder.values_list("percent", "tell")
    )
    assert missing_cells(own) == []


def test_waiting_for_the_customer_does_not_stop_it(cast: Cast, by_law: SlaPolicy) -> None:
    case = ticket(cast.rosa, kind="complaint")
    wait_for_customer(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1), is_override=True)
    sweep(at=DUE.replace(minute=1))
    clock = _clock(case)
    assert clock.due_at == DUE
    assert SlaBreach.objects.get(clock=clock).breached_at == DUE


def test_the_final_answer_stops_it_and_a_reopening_starts_no_other(
    cast: Cast, by_law: SlaPolicy
) -> None:
    case = ticket(cast.rosa, kind="complaint")
    _resolve(case, cast, later(hours=4))
    reopen(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=9),
        reason="by_hand",
        note="It leaks on.",
    )
    clock = _clock(case)
    assert (clock.state, clock.stopped_at) == (SlaClock.State.MET, later(hours=4))


def _answer(case: Ticket, cast: Cast, at: datetime, *, is_interim: bool) -> Message:
    return reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        text="We are still looking into it, because the maker has to test the seal.",
        next_step="We write to you.",
        next_step_by=DUE,
        is_interim=is_interim,
    )


@pytest.mark.usefixtures("by_law")
@pytest.mark.parametrize("undo_seconds", [0, 15])
@pytest.mark.parametrize("is_interim", [True, False])
def test_an_interim_answer_stops_it_as_of_the_press_and_others_dont(
    cast: Cast, undo_seconds: int, is_interim: bool
) -> None:
    DeskSettings.objects.update(undo_send_seconds=undo_seconds)
    case = ticket(cast.rosa, kind="complaint")
    answer = _answer(case, cast, later(days=1), is_interim=is_interim)
    if undo_seconds:
        assert _clock(case).state == SlaClock.State.RUNNING
        settle_reply(message_id=answer.pk, at=later(days=1, seconds=16))

    stopped_at = later(days=1) if is_interim else None
    assert _clock(case).stopped_at == stopped_at
    assert case.clocks.get(metric="resolution").state == SlaClock.State.RUNNING


@pytest.mark.usefixtures("by_law")
@pytest.mark.parametrize(("kind", "is_offered"), [("complaint", True), ("inquiry", False)])
def test_it_is_offered_where_the_law_wants_one(
    client: Client, cast: Cast, kind: str, is_offered: bool
) -> None:
    case = ticket(cast.rosa, kind=kind)
    client.force_login(cast.ana)
    page = client.get(reverse("desk:ticket", args=[case.pk]))
    assert ('value="interim"' in page.text) == is_offered


@pytest.mark.usefixtures("by_law")
def test_an_agent_sends_one(client: Client, cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)
    case = ticket(cast.rosa, kind="complaint")
    client.force_login(cast.ana)
    words = {"body": "The maker tests the seal.", "next_step": "We write.", "then": "interim"}
    client.post(
        reverse("desk:reply", args=[case.pk]),
        words | {"next_by": f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"},
    )

    case.refresh_from_db()
    assert case.status == Ticket.Status.OPEN
    assert _clock(case).stopped_at is not None
