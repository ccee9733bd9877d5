"""The customer's pages where no script runs: both screens, a picture, and nothing typed is lost."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.stage import asked, hours, survey_path
from tests.cast import Cast, ticket
from tests.integration.channels.test_form import PNG
from tickets.models import Attachment, SurveyAnswer, Ticket

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
