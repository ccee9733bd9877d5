"""After the outcome: the question, the reminder, the second round, the end."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast, by, later, ticket
from tickets.actions.closing import close_in_silence
from tickets.actions.rating import answer_survey
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.actions.silence import sweep_silence
from tickets.actions.surveying import remind_or_expire, send_survey
from tickets.models import Delivery, Survey, Ticket

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def case(cast: Cast, sink, relay_at) -> Ticket:
    """A complaint that was resolved after an hour; its mails so far have left."""
    opened = ticket(cast.rosa)
    resolve(
        ticket_id=opened.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty.",
    )
    relay_at(later(hours=2))
    sink.received.clear()
    return opened


def asked(case: Ticket) -> Survey:
    survey = case.surveys.get()
    send_survey(survey_id=survey.pk, at=later(hours=5))
    return survey


def test_the_question_comes_with_five_links_that_choose_and_do_not_answer(
    case: Ticket, sink, relay_at
) -> None:
    survey = asked(case)
    relay_at(later(hours=5))

    (mail,) = sink.mails
    assert mail.subject == f"Is it really solved? [{case.number}]"
    scores = re.findall(r"/r/[\w-]+/\?\S*score=([1-5])", mail.text)
    assert scores == ["5", "4", "3", "2", "1"]
    assert mail.html.count("score=") == 5
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Tue 17 Mar 2026, 15:00 (China time)" in mail.text
    survey.refresh_from_db()
    assert survey.token_hash
    assert survey.token_hash not in mail.text


def test_the_reminder_comes_once_and_not_after_an_answer(case: Ticket, sink, relay_at) -> None:
    survey = asked(case)
    remind_or_expire(survey_id=survey.pk, at=later(days=3, hours=5))
    relay_at(later(days=3, hours=5))
    assert [mail.subject.split("?")[0] for mail in sink.mails] == [
        "Is it really solved",
        "Once more: is it really solved",
    ]


def test_a_question_that_was_answered_meanwhile_is_not_asked(case: Ticket, sink, relay_at) -> None:
    survey = asked(case)
    answer_survey(survey_id=survey.pk, at=later(hours=6), solved="yes", score=5)
    relay_at(later(hours=6))

    assert Delivery.objects.get(subscriber="mail.survey").state == "dropped"
    assert [mail.subject for mail in sink.mails] == [f"Your complaint is closed [{case.number}]"]
    assert "You told us that it is solved" in sink.mails[0].text
    assert "Thu 9 Apr 2026" in sink.mails[0].text


def test_a_no_tells_the_customer_the_owner_and_the_lead(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    survey = asked(case)
    relay_at(later(hours=5))
    sink.received.clear()
    answer_survey(survey_id=survey.pk, at=later(hours=6), solved="no", score=1, text="It leaks on.")
    relay_at(later(hours=6))

    assert sorted(mail.to for mail in sink.mails) == [
        "ana@desk.test",
        "rosa@example.test",
        "teo@desk.test",
    ]
    (to_rosa,) = sink.to("rosa@example.test")
    assert to_rosa.subject == f"We start again with your complaint [{case.number}]"
    assert "We expect to have it solved by".upper() in to_rosa.text
    solved_by = case.clocks.get(metric="resolution", cycle=2).due_at
    assert f"{solved_by.astimezone(SHANGHAI):%a %d %b %Y, %H:%M}" in to_rosa.text
    (to_ana,) = sink.to("ana@desk.test")
    assert "“It leaks on.”" in to_ana.text
    assert "It is yours now." in to_ana.text
    assert "It is yours now." not in sink.to("teo@desk.test")[0].text


def test_the_second_no_brings_the_lead_one_mail_and_not_two(
    case: Ticket, cast: Cast, sink, relay_at
) -> None:
    for round_ in (1, 2):
        survey = case.surveys.get(round=round_)
        send_survey(survey_id=survey.pk, at=later(days=round_))
        answer_survey(
            survey_id=survey.pk, at=later(days=round_, hours=1), solved="no", score=1, text="Still."
        )
        relay_at(later(days=round_, hours=2))
        if round_ == 1:
            sink.received.clear()
            resolve(
                ticket_id=case.pk,
                actor=by(cast.ana),
                at=later(days=1, hours=3),
                outcome="upheld",
                public_message="Another one.",
                finding="Wrong part.",
            )
    assert case.events.filter(code="ticket.handed_up").exists()
    (to_teo,) = sink.to("teo@desk.test")
    assert "Round 3 has begun" in to_teo.text


def test_a_silent_customer_is_reminded_of_the_question_and_told_when_we_stop(
    cast: Cast, sink, relay_at
) -> None:
    case = ticket(cast.rosa)
    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text="Which model is it?",
        next_step="You tell us the model",
        next_step_by=later(days=2),
        then="waiting_customer",
    )
    relay_at(later(hours=2))
    sink.received.clear()
    sweep_silence(at=later(days=4))
    relay_at(later(days=4))

    (mail,) = sink.mails
    assert "Which model is it?" in mail.text
    assert "If we hear nothing by" in mail.text

    sweep_silence(at=later(days=12))
    relay_at(later(days=12))
    assert sink.mails[-1].subject.startswith("We have stopped for now: ")


def test_silence_closes_with_a_letter_that_says_how_to_start_again(
    case: Ticket, sink, relay_at
) -> None:
    asked(case)
    Ticket.objects.filter(pk=case.pk).update(kind="inquiry")
    close_in_silence(ticket_id=case.pk, at=later(days=9))
    relay_at(later(days=9))

    closing = sink.mails[-1]
    assert "have not heard from you, so we have closed it" in closing.text


def test_one_click_in_the_mail_program_ends_all_questions(case: Ticket, sink, relay_at) -> None:
    survey = asked(case)
    relay_at(later(hours=5))
    address = urlsplit(sink.mails[0].message["List-Unsubscribe"].strip().strip("<>"))
    strict = Client(enforce_csrf_checks=True)
    with time_machine.travel(later(hours=6), tick=False):
        page = strict.get(address.path)
        case.customer.refresh_from_db()
        assert (page.status_code, case.customer.do_not_survey) == (200, False)
        for _twice in range(2):
            answer = strict.post(address.path, {"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200

    case.customer.refresh_from_db()
    assert case.customer.do_not_survey
    remind_or_expire(survey_id=survey.pk, at=later(days=3, hours=6))
    relay_at(later(days=3, hours=6))
    assert len(sink.mails) == 1
    assert case.events.filter(code="survey.skipped").count() == 1
