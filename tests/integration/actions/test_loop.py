"""The whole loop through the actions: open, answer, resolve, ask, reopen, solve, confirm."""

from tests.cast import Cast, by, later, ticket
from tickets.actions.rating import answer_survey
from tickets.actions.replying import reply, settle_reply
from tickets.actions.resolving import resolve
from tickets.actions.surveying import send_survey
from tickets.models import SlaClock, Survey, Ticket


def test_a_dissatisfied_answer_reopens_the_ticket_and_a_second_one_confirms_it(cast: Cast) -> None:
    case = ticket(cast.rosa)
    answer = reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text="I am on it.",
        next_step="We call you",
        next_step_by=later(hours=3),
    )
    settle_reply(message_id=answer.pk, at=later(hours=1, seconds=20))
    _resolve(case, cast, later(hours=4))
    first = _ask(case, round_=1, at=later(hours=9))
    answer_survey(survey_id=first.pk, at=later(hours=10), solved="no", score=1, text="It leaks on.")

    case.refresh_from_db()
    assert (case.status, case.round, case.tier_id) == ("open", 2, 2)
    assert case.messages.get(is_pinned=True).text == "It leaks on."
    second_clock = case.clocks.get(metric="resolution", cycle=2)
    assert second_clock.started_at == later(hours=10)
    assert case.clocks.get(metric="resolution", cycle=1).state == SlaClock.State.MET

    _resolve(case, cast, later(hours=12))
    second = _ask(case, round_=2, at=later(hours=25))
    answer_survey(survey_id=second.pk, at=later(hours=26), solved="yes", score=5)
    case.refresh_from_db()
    assert (case.status, case.verified) == ("closed", Ticket.Verified.CONFIRMED)
    assert not case.clocks.filter(metric__in=["resolution", "next_reply"], stopped_at=None).exists()


def _resolve(case: Ticket, cast: Cast, at) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty.",
    )


def _ask(case: Ticket, *, round_: int, at) -> Survey:
    survey = case.surveys.get(round=round_)
    send_survey(survey_id=survey.pk, at=at)
    return survey
