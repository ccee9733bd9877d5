"""Where no script runs: nothing a customer typed is lost, and an agent can do a day's work."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.stage import answered, asked, hours, status_path, survey_path
from tests.cast import Cast, ticket
from tests.integration.channels.test_form import PNG
from tickets.models import Attachment, DeskSettings, SurveyAnswer, Ticket

PICTURE = {"name": "leak.png", "mimeType": "image/png", "buffer": PNG}
TEXT = "The kettle leaks.\nNobody answers the phone, “as always”."


def send(page: Page) -> None:
    page.locator("main form .button-primary").click()


def test_rosa_complains_with_a_picture_and_keeps_what_she_typed(window: Open) -> None:
    page = window(scripts=False).open("/complain/")
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=files]").set_input_files(PICTURE)
    send(page)
    expect(page.locator(".error-summary a")).to_have_count(1)
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    expect(page.locator("label.check", has_text="leak.png")).to_be_visible()

    page.locator("[name=hurt][value=no]").check()
    send(page)
    page.locator("[name=name]").fill("Rosa Delgado")
    page.locator("[name=email]").fill("rosa at example")
    send(page)
    expect(page.locator(".error-summary a")).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("Rosa Delgado")
    expect(page.locator("[name=email]")).to_have_value("rosa at example")

    page.locator("[name=email]").fill("rosa@example.test")
    send(page)
    case = Ticket.objects.get()
    expect(page.locator("main")).to_contain_text(case.number)
    assert case.messages.get().text == TEXT
    assert Attachment.objects.get().message.ticket == case

    page.locator("main a.button-primary").click()
    page.locator("[name=text]").fill("One more thing.")
    page.locator(".reply-form [type=submit]").click()
    expect(page.locator(".said")).to_contain_text("One more thing.")


def test_rosa_answers_the_survey_that_started_empty(window: Open, cast: Cast) -> None:
    now = timezone.now()
    case = asked(ticket(cast.rosa, at=now - hours(5)), cast, now)
    page = window(scripts=False).open(survey_path(case))
    expect(page.locator("[name=score]:checked")).to_have_count(0)
    page.locator("[name=solved][value=yes]").check()
    page.locator("[name=score][value='5']").check()
    send(page)
    expect(page.locator("main form")).to_have_count(0)
    assert SurveyAnswer.objects.get().score == 5
    case.refresh_from_db()
    assert case.status == "closed"


def test_rosa_says_on_her_page_that_it_is_not_solved(window: Open, cast: Cast) -> None:
    now = timezone.now()
    case = asked(ticket(cast.rosa, at=now - hours(5)), cast, now)
    page = window(scripts=False).open(status_path(case))
    page.locator("[name=solved][value=no]").click()
    page.locator("[name=text]").first.fill("It leaks on.")
    page.locator("main form [type=submit]").first.click()
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)


def test_ana_signs_in_picks_filters_answers_and_notes(window: Open, cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)
    cast.ana.set_password("a-kettle-that-leaks")
    cast.ana.save()
    began = timezone.now() - hours(24)
    case = answered(ticket(cast.rosa, at=began - hours(1)), cast, began)
    page = window(scripts=False).open("/accounts/login/")
    page.locator("[name=login]").fill("ana")
    page.locator("[name=password]").fill("a-kettle-that-leaks")
    send(page)
    expect(page).to_have_url(re.compile("/desk/$"))

    page.locator("[data-row] input[name=ticket]").first.check()
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator("[data-row] [data-open]").first.click()
    expect(page.locator(".list-head")).to_contain_text(case.number)
    page.locator("#composer textarea").fill("The new kettle leaves today.")
    page.locator("#composer .button-primary").click()
    expect(page.locator("#conversation")).to_contain_text("The new kettle leaves today.")
    page.goto(f"/desk/tickets/{case.pk}/?write=note")
    page.locator("#composer textarea").fill("Rosa prefers to be called.")
    page.locator("#composer .button-primary").click()
    expect(page.locator(".message-note").last).to_contain_text("Rosa prefers to be called.")
