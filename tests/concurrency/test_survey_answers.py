"""Twenty answers to one question at once are one answer, one reopening and one notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels import links
from channels.tasks import step_due_surveys
from tests.cast import START, make_cast, ticket
from tests.concurrency.test_intake import at_once
from tests.customer import browser, open_doors
from tests.integration.channels.test_links import path_of
from tests.integration.channels.test_status_page import resolved
from tickets.models import Delivery, Survey, SurveyAnswer, SurveyRevision, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(settings: Any, transactional_db: None) -> Ticket:
    """A resolved complaint of Rosa's whose survey is due."""
    from channels import starter as channels_starter
    from tickets import starter as tickets_starter

    open_doors(settings)
    tickets_starter.load(at=START)
    channels_starter.load()
    cast = make_cast()
    case = ticket(cast.rosa, at=timezone.now() - timedelta(hours=1))
    resolved(case, cast)
    Survey.objects.update(next_at=timezone.now())
    return case


def count(case: Ticket, code: str) -> int:
    return TicketEvent.objects.filter(ticket=case, code=code).count()


def test_twenty_answers_at_once_are_one_answer_one_reopening_and_one_notice(case: Ticket) -> None:
    step_due_surveys(at=timezone.now())
    page = path_of(links.survey_url(Survey.objects.get()))
    answer = {"solved": "no", "score": "1", "text": "It leaks on."}
    codes = at_once(lambda _: browser().post(page, answer).status_code, 20)
    assert 200 in codes
    assert set(codes) <= {200, 410, 429}
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)
    assert (SurveyAnswer.objects.count(), SurveyRevision.objects.count()) == (1, 0)
    assert count(case, "survey.answered") == count(case, "ticket.reopened") == 1
    assert Delivery.objects.filter(subscriber="mail.reopened").count() == 1
    assert case.messages.filter(is_pinned=True).count() == 1


def test_four_sweeps_at_once_ask_once_and_remind_once(case: Ticket) -> None:
    now = timezone.now()
    for moment in (now, now + timedelta(days=3), now + timedelta(days=4)):
        at_once(lambda _, moment=moment: step_due_surveys(at=moment), 4)
    assert count(case, "survey.sent") == count(case, "survey.reminded") == 1
    at_once(lambda _: step_due_surveys(at=now + timedelta(days=7)), 4)
    assert count(case, "survey.expired") == 1
    assert Survey.objects.get().state == Survey.State.EXPIRED
