"""Facts follow the event chain: once, in order, and the same when everything is read again."""

from __future__ import annotations

from datetime import datetime

import pytest

from analytics import facts
from analytics.models import ClockFact, RoundFact, TicketFact
from tests.cast import Cast, by, later, ticket
from tickets.actions.cancelling import cancel
from tickets.actions.escalating import escalate
from tickets.actions.rating import answer_survey
from tickets.actions.resolving import resolve
from tickets.actions.surveying import send_survey
from tickets.models import DeskSettings, Ticket, TicketEvent


@pytest.fixture(autouse=True)
def _no_undo(starter: None) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)


def solve(case: Ticket, cast: Cast, at: datetime) -> None:
    resolve(ticket_id=case.pk, actor=by(cast.ana), at=at, outcome="upheld",
            public_message="Done.", finding="Ours.")  # fmt: skip


def rate(case: Ticket, *, at: datetime, solved: str, score: int) -> None:
    survey = case.surveys.order_by("-round")[0]
    send_survey(survey_id=survey.pk, at=at)
    answer_survey(survey_id=survey.pk, at=at, solved=solved, score=score)


def everything() -> list[list[dict]]:
    return [
        list(model.objects.order_by("pk").values(*fields))
        for model, fields in (
            (TicketFact, [f.attname for f in TicketFact._meta.fields]),
            (ClockFact, ["ticket_id", "metric", "cycle", "outcome", "decided_at", "tier"]),
            (RoundFact, ["ticket_id", "round", "resolved_at", "score", "reopened_at", "verified"]),
        )
    ]


def test_two_rounds_become_two_facts_with_what_the_customer_said(cast: Cast) -> None:
    case = ticket(cast.rosa)
    solve(case, cast, later(hours=2))
    rate(case, at=later(hours=8), solved="no", score=1)
    solve(case, cast, later(hours=20))
    rate(case, at=later(hours=30), solved="yes", score=5)
    facts.follow()

    first, second = RoundFact.objects.order_by("round")
    assert (first.score, first.reopened_because) == (1, "not_solved")
    assert first.reopened_at == later(hours=8)
    assert (second.score, second.verified, second.tier) == (5, "confirmed", 2)
    fact = TicketFact.objects.get()
    assert (fact.rounds, fact.verified, fact.team) == (2, "confirmed", cast.team.pk)


def test_a_late_answer_is_broken_when_it_was_due_and_not_when_it_was_given(cast: Cast) -> None:
    case = ticket(cast.rosa)
    due = case.clocks.get(metric="first_response").due_at
    solve(case, cast, later(days=3))
    facts.follow()
    clock = ClockFact.objects.get(metric="first_response")
    assert (clock.outcome, clock.decided_at) == ("breached", due)


def test_a_clock_cancelled_in_time_is_no_fact_and_a_broken_one_stays(cast: Cast) -> None:
    early, late = ticket(cast.rosa), ticket(cast.rosa)
    cancel(ticket_id=early.pk, actor=by(cast.ana), at=later(hours=1), reason="withdrawn")
    escalate(ticket_id=late.pk, at=later(days=2))
    cancel(ticket_id=late.pk, actor=by(cast.ana), at=later(days=2), reason="withdrawn")
    facts.follow()
    replies = ClockFact.objects.filter(metric="first_response")
    assert [(fact.ticket_id, fact.outcome) for fact in replies] == [(late.pk, "breached")]
    assert set(TicketFact.objects.values_list("left_out", flat=True)) == {"withdrawn"}


def test_following_twice_and_rebuilding_change_nothing(cast: Cast) -> None:
    case = ticket(cast.rosa)
    solve(case, cast, later(hours=2))
    rate(case, at=later(hours=8), solved="partly", score=3)
    facts.follow()
    once = everything()
    assert facts.follow() is None
    assert everything() == once
    facts.rebuild()
    for before, after in zip(once, everything(), strict=True):
        assert sorted(map(str, before)) == sorted(map(str, after))


def test_a_chain_that_cannot_be_read_holds_up_no_other(cast: Cast) -> None:
    broken, sound = ticket(cast.rosa), ticket(cast.rosa)
    spoil(broken)

    facts.follow()

    assert set(TicketFact.objects.values_list("pk", flat=True)) == {sound.pk}


def spoil(case: Ticket) -> None:
    """Put an event on its chain that nobody can read."""
    last = case.events.last()
    TicketEvent.objects.create(ticket=case, seq=last.seq + 1, code="ticket.closed", at=later(),
                               actor_kind="automation", data={})  # fmt: skip
    Ticket.objects.filter(pk=case.pk).update(version=last.seq + 1)


@pytest.mark.parametrize("follow", [facts.follow, facts.follow_all])
def test_a_page_full_of_such_chains_holds_up_nobody(cast: Cast, follow, caplog) -> None:
    broken = [ticket(cast.rosa) for _ in range(3)]
    for case in broken:
        spoil(case)
    sound = ticket(cast.rosa)

    at = follow(limit=2)
    while at is not None:
        at = follow(after=at, limit=2)

    assert set(TicketFact.objects.values_list("pk", flat=True)) == {sound.pk}
    told = [record.ticket for record in caplog.records if record.name == "analytics.facts"]
    assert told == [case.pk for case in broken]
