"""The survey page: GET shows, POST records once; what has ended says so in the same look."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from channels import links
from tests.cast import Cast, ticket
from tests.customer import browser, words
from tests.integration.channels.test_links import everything, path_of
from tests.integration.channels.test_status_page import resolved
from tests.windows import inside_one_window
from tickets.actions.surveying import remind_or_expire, send_survey
from tickets.models import Survey, SurveyAnswer, SurveyRevision, Ticket

HAPPY = {"solved": "yes", "score": "5"}
UNHAPPY = {"solved": "no", "score": "1", "text": "It leaks on."}


@pytest.fixture
def case(cast: Cast) -> Ticket:
    case = ticket(cast.rosa, at=timezone.now() - timedelta(hours=1))
    resolved(case, cast)
    case.refresh_from_db()
    return case


@pytest.fixture
def asked(case: Ticket) -> Survey:
    survey = case.surveys.get()
    send_survey(survey_id=survey.pk, at=timezone.now())
    survey.refresh_from_db()
    return survey


@pytest.fixture
def page(asked: Survey) -> str:
    return path_of(links.survey_url(asked))


def answer(page: str, **data: str) -> HttpResponse:
    return browser().post(page, data)


def test_looking_fifty_times_records_nothing_not_even_that_somebody_looked(page: str) -> None:
    before = everything()
    scanner = browser()
    for score in range(25):
        assert scanner.get(f"{page}?score={score % 6}&solved=no").status_code == 200
        assert scanner.head(page).status_code == 200
    assert everything() == before


def test_the_value_of_the_link_is_selected_and_no_other(page: str) -> None:
    plain, chosen = (browser().get(page + query).content.decode() for query in ("", "?score=2"))
    assert plain.count("checked") == 0
    assert chosen.count("checked") == 1
    assert re.search(r'<input[^>]*value="2"[^>]*checked', chosen)


def test_the_page_shows_number_and_subject_and_nothing_else_of_the_matter(
    page: str, case: Ticket
) -> None:
    text = words(browser().get(page))
    assert case.number in text
    assert "A new kettle is on its way" not in text
    assert "Rosa" not in text


def test_a_good_answer_closes_the_ticket_and_thanks(page: str, case: Ticket) -> None:
    thanks = answer(page, **HAPPY)
    assert "Your answer is recorded" in words(thanks)
    case.refresh_from_db()
    assert (case.status, case.verified) == ("closed", "confirmed")


def test_a_bad_answer_starts_it_again_and_says_by_when(page: str, case: Ticket) -> None:
    thanks = answer(page, **UNHAPPY)
    assert "we start again with it now" in words(thanks)
    assert "(China time)" in words(thanks)
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)
    assert case.messages.get(is_pinned=True).text == "It leaks on."


def test_who_only_wants_to_tell_is_not_started_again(page: str, case: Ticket) -> None:
    thanks = answer(page, **UNHAPPY, just_telling="on")
    assert "we don't start again" in words(thanks)
    case.refresh_from_db()
    assert case.status == "resolved"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"score": "5"}, "Choose whether the problem is solved"),
        ({"solved": "yes"}, "Choose how satisfied you are"),
        ({"solved": "yes", "score": "9"}, "9"),
        ({"solved": "maybe", "score": "3"}, "maybe"),
        (HAPPY | {"text": "x" * 4001}, "there is room for 4000"),
    ],
)
def test_an_incomplete_answer_is_refused_beside_its_field(
    page: str, data: dict[str, str], sentence: str
) -> None:
    refused = answer(page, **data)
    assert refused.status_code == 422
    assert sentence in words(refused)
    assert not SurveyAnswer.objects.exists()


def test_within_the_hour_the_same_link_shows_and_changes_the_answer(page: str) -> None:
    answer(page, **HAPPY)
    again = browser().get(page)
    assert "You can still change it" in words(again)
    assert again.content.decode().count("checked") == 2
    answer(page, solved="yes", score="4")
    assert SurveyAnswer.objects.get().score == 4
    assert SurveyRevision.objects.get().score == 5


def test_the_same_answer_sent_twice_is_no_correction(page: str, case: Ticket) -> None:
    for _ in range(2):
        assert answer(page, **HAPPY).status_code == 200
    assert not SurveyRevision.objects.exists()
    assert case.events.filter(code="ticket.closed").count() == 1


def test_a_correction_among_good_answers_closes_nothing_twice(page: str, case: Ticket) -> None:
    answer(page, **HAPPY)
    answer(page, solved="yes", score="4")
    assert case.events.filter(code="ticket.closed").count() == 1


def test_after_the_hour_the_answer_stands(page: str, asked: Survey) -> None:
    answer(page, **HAPPY)
    Survey.objects.update(closed_at=timezone.now() - timedelta(hours=1, seconds=2))
    late = answer(page, **UNHAPPY)
    assert late.status_code == 410
    assert "Your answer is recorded" in words(late)
    assert SurveyAnswer.objects.get().score == 5


def test_one_second_after_its_end_nothing_is_recorded(page: str, asked: Survey) -> None:
    ended = timezone.now() - timedelta(seconds=1)
    Survey.objects.update(expires_at=ended)
    for look in (browser().get(page), answer(page, **HAPPY)):
        assert look.status_code == 410
        assert "was open until" in words(look)
    remind_or_expire(survey_id=asked.pk, at=timezone.now())
    assert answer(page, **HAPPY).status_code == 410
    assert not SurveyAnswer.objects.exists()


def test_a_question_about_a_round_that_went_on_no_longer_counts(page: str, case: Ticket) -> None:
    browser().post(f"{links.status_path(case, contact=None)}verdict/", {"text": "Not solved."})
    void = answer(page, **HAPPY)
    assert void.status_code == 410
    assert "this question no longer counts" in words(void)
    assert not SurveyAnswer.objects.exists()


def test_a_link_that_was_never_made_is_not_found(page: str) -> None:
    assert answer(page[:-2] + "x/", **HAPPY).status_code == 404
    assert not SurveyAnswer.objects.exists()


def test_nobody_who_works_here_can_answer(page: str, cast: Cast) -> None:
    for person in (cast.ana, cast.teo, cast.mei, cast.adam):
        staff = Client()
        staff.force_login(person)
        for response in (staff.get(page), staff.post(page, HAPPY)):
            assert response.status_code == 403
            assert "Only customers answer this" in words(response)
    assert not SurveyAnswer.objects.exists()


def test_one_link_takes_ten_answers_a_minute(page: str, settings: Any) -> None:
    from django.core.cache import cache

    cache.clear()
    with inside_one_window():
        codes = [answer(page, **HAPPY).status_code for _ in range(12)]
    assert codes[:10] == [200] * 10
    assert codes[10:] == [429] * 2


def test_a_bad_answer_to_the_first_round_and_a_good_one_to_the_second_ends_the_loop(
    page: str, case: Ticket, cast: Cast
) -> None:
    answer(page, **UNHAPPY)
    resolved(case, cast)
    second = case.surveys.get(round=2)
    send_survey(survey_id=second.pk, at=timezone.now())
    answer(path_of(links.survey_url(second)), **HAPPY)
    case.refresh_from_db()
    assert (case.status, case.verified, case.round) == ("closed", "confirmed", 2)
    assert list(SurveyAnswer.objects.order_by("id").values_list("score", flat=True)) == [1, 5]
