"""The customer's page: what it shows, what it never shows, and what can be done on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from channels import links
from channels.models import Submission
from tests.cast import Cast, by, ticket
from tests.customer import browser, nonce_of, words
from tests.integration.channels.test_form import PNG
from tests.windows import inside_one_window
from tickets.actions.cancelling import cancel
from tickets.actions.noting import note
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import Attachment, Message, Ticket


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa, at=timezone.now() - timedelta(hours=1))


def path(case: Ticket) -> str:
    return links.status_path(case, contact=None)


def page(case: Ticket, language: str = "en") -> HttpResponse:
    answer = browser(language).get(path(case))
    assert answer.status_code == 200
    return answer


def answered(case: Ticket, cast: Cast, **changes: Any) -> Message:
    now = timezone.now()
    facts = {
        "text": "I am on it.",
        "next_step": "We call you about the kettle",
        "next_step_by": now + timedelta(hours=3),
    }
    return reply(ticket_id=case.pk, actor=by(cast.ana), at=now, **(facts | changes))


def resolved(case: Ticket, cast: Cast) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=timezone.now(),
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty, and it is the third this week.",
    )


def say(case: Ticket, text: str, **more: Any) -> HttpResponse:
    client = browser()
    nonce = more.pop("nonce", None) or nonce_of(client.get(path(case)))
    return client.post(f"{path(case)}messages/", {"text": text, "nonce": nonce} | more)


# --- What it shows --------------------------------------------------------------------------


def test_a_new_matter_says_who_reads_it_and_by_when(case: Ticket) -> None:
    text = words(page(case))
    assert "A person reads it and writes to you" in text
    assert "(China time)" in text


def test_a_promise_that_was_broken_is_admitted(cast: Cast) -> None:
    late = ticket(cast.rosa, at=timezone.now() - timedelta(days=60))
    assert "We are later than we promised" in words(page(late))


def test_after_an_answer_its_own_next_step_stands_there(case: Ticket, cast: Cast) -> None:
    answered(case, cast)
    text = words(page(case))
    assert "We call you about the kettle" in text
    assert "I am on it." in text


def test_notes_findings_and_the_desks_own_facts_stay_inside(case: Ticket, cast: Cast) -> None:
    note(ticket_id=case.pk, actor=by(cast.ana), at=timezone.now(), text="Known troublemaker?")
    resolved(case, cast)
    text = words(page(case))
    for secret in ("troublemaker", "third this week", "tier", "Tier", "negative", "breach"):
        assert secret not in text
    assert "A new kettle is on its way." in text


def test_the_page_comes_in_the_language_of_its_mail_until_the_switch_is_used(case: Ticket) -> None:
    mailed = f"{path(case)}?lang=zh-hans"
    client = browser("en")
    assert 'lang="zh-Hans"' in client.get(mailed).content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get(mailed).content.decode()


def test_the_page_costs_as_many_queries_for_thirty_messages_as_for_one(
    case: Ticket, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    where = path(case)
    for number in range(30):
        answered(case, cast, text=f"Answer {number}")
    with django_assert_max_num_queries(16):
        assert "Answer 29" in words(browser().get(where))


# --- Writing --------------------------------------------------------------------------------


def test_a_reply_arrives_once_even_if_sent_twice(case: Ticket) -> None:
    client = browser()
    nonce = nonce_of(client.get(path(case)))
    for _ in range(2):
        assert say(case, "One more thing.", nonce=nonce).status_code == 302
    assert case.messages.filter(direction="in").count() == 2
    assert Submission.objects.get().state == Submission.State.ADDED


def test_a_reply_with_a_picture_can_be_fetched_again_by_the_same_link_only(
    case: Ticket, cast: Cast
) -> None:
    file = SimpleUploadedFile("leak.png", PNG, content_type="text/html")
    say(case, "See for yourself.", files=[file])
    attached = Attachment.objects.get()
    answer = browser().get(f"{path(case)}files/{attached.pk}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment")
    other = ticket(cast.rosa, "Another matter.")
    assert browser().get(f"{path(other)}files/{attached.pk}/").status_code == 404


def test_a_file_on_a_note_is_not_the_customers_to_fetch(case: Ticket, cast: Cast) -> None:
    say(case, "See for yourself.", files=[SimpleUploadedFile("leak.png", PNG)])
    internal = note(ticket_id=case.pk, actor=by(cast.ana), at=timezone.now(), text="Internal.")
    Attachment.objects.update(message=internal)
    assert browser().get(f"{path(case)}files/{Attachment.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * 100_000])
def test_a_reply_without_words_or_with_too_many_is_shown_again(case: Ticket, text: str) -> None:
    assert say(case, text).status_code == 422
    assert case.messages.count() == 1


def test_a_reply_reopens_what_was_resolved(case: Ticket, cast: Cast) -> None:
    resolved(case, cast)
    say(case, "It still leaks.")
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)


def test_a_reply_to_something_long_over_becomes_a_linked_new_ticket(
    case: Ticket, cast: Cast
) -> None:
    cancel(ticket_id=case.pk, actor=by(cast.ana), at=timezone.now(), reason="duplicate")
    assert say(case, "It was no duplicate.").status_code == 302
    follower = Ticket.objects.exclude(pk=case.pk).get()
    assert follower.follows == case
    assert follower.customer == case.customer
    assert say(case, "One more thing.").status_code == 302
    assert follower.messages.count() == 2


# --- Deciding -------------------------------------------------------------------------------


def test_yes_closes_it_as_confirmed_and_twice_is_once(case: Ticket, cast: Cast) -> None:
    resolved(case, cast)
    for _ in range(2):
        assert browser().post(f"{path(case)}verdict/", {"solved": "yes"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.verified) == ("closed", "confirmed")
    assert case.events.filter(code="ticket.closed").count() == 1


def test_no_asks_what_is_wrong_and_starts_again_with_those_words(case: Ticket, cast: Cast) -> None:
    resolved(case, cast)
    verdict = f"{path(case)}verdict/"
    asked = browser().post(verdict, {"solved": "no"})
    assert "What is still not right?" in words(asked)
    assert browser().post(verdict, {"text": " "}).status_code == 422
    case.refresh_from_db()
    assert case.status == "resolved"
    assert browser().post(verdict, {"text": "It leaks on."}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)
    assert case.messages.get(is_pinned=True).text == "It leaks on."


def test_a_verdict_on_what_is_not_resolved_is_refused_in_words(case: Ticket) -> None:
    client = browser()
    answer = client.post(f"{path(case)}verdict/", {"solved": "yes"}, follow=True)
    assert "This has changed meanwhile" in words(answer)
    case.refresh_from_db()
    assert case.status == "new"


def test_withdrawing_ends_it_and_doing_it_twice_says_so(case: Ticket) -> None:
    client = browser()
    client.post(f"{path(case)}withdrawal/")
    case.refresh_from_db()
    assert (case.status, case.cancel_reason) == ("cancelled", "withdrawn")
    again = client.post(f"{path(case)}withdrawal/", follow=True)
    assert again.status_code == 200
    assert case.events.filter(code="ticket.cancelled").count() == 1


@pytest.mark.parametrize("verb", ["messages", "verdict", "withdrawal", "verification"])
def test_what_changes_something_is_never_a_link(case: Ticket, verb: str) -> None:
    assert browser().get(f"{path(case)}{verb}/").status_code == 405
    assert browser().post(f"/s/{'x' * 32}/{verb}/").status_code == 404


def test_a_form_from_another_site_changes_nothing(case: Ticket) -> None:
    client = browser(enforce_csrf_checks=True)
    for verb in ("messages", "verdict", "withdrawal", "verification"):
        assert client.post(f"{path(case)}{verb}/", {"solved": "yes"}).status_code == 403
    case.refresh_from_db()
    assert case.status == "new"


def test_a_page_that_was_only_opened_too_often_asks_nobody_to_send_anything(
    cast: Cast, settings: Any
) -> None:
    from django.core.cache import cache

    cache.clear()
    settings.PUBLIC_LINK_RATE = "1/h"
    reader = browser()
    with inside_one_window():
        reader.get("/s/never-made/")
        told = reader.get("/s/never-made/")
    assert told.status_code == 429
    assert "Load it again in" in words(told)
    assert "send it again" not in words(told)
