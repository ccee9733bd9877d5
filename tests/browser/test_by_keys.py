"""Customer, agent and manager without a mouse: the whole loop by Tab, arrows, Space and Enter."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.focus import assert_seen, press, tab_to
from tests.browser.stage import answered, asked, hours, make_stage, status_path, survey_path
from tests.cast import Cast, ticket
from tickets.models import DeskSettings, SurveyAnswer, Ticket

PRIMARY = "main form .button-primary"


def test_rosa_complains_and_adds_a_word(window: Open) -> None:
    page = window().open("/complain/")
    tab_to(page, "[name=hurt]")
    press(page, "ArrowRight")
    expect(page.locator("[name=hurt][value=no]")).to_be_checked()
    tab_to(page, "[name=text]")
    page.keyboard.type("The kettle leaks.")
    tab_to(page, PRIMARY)
    press(page, "Enter")
    page.locator("[name=name]").wait_for()
    tab_to(page, "[name=name]")
    page.keyboard.type("Rosa Delgado")
    tab_to(page, "[name=email]")
    page.keyboard.type("rosa@example.test")
    press(page, "Enter")
    page.wait_for_url("**/received/**")
    tab_to(page, "main a.button-primary")
    press(page, "Enter")
    page.wait_for_url("**/s/**")
    tab_to(page, "[name=text]", most=40)
    page.keyboard.type("One more thing.")
    tab_to(page, ".reply-form [type=submit]")
    press(page, "Enter")
    expect(page.locator(".said")).to_contain_text("One more thing.")


def test_rosa_says_on_the_survey_that_it_is_not_solved(window: Open, cast: Cast) -> None:
    now = timezone.now()
    case = asked(ticket(cast.rosa, at=now - hours(5)), cast, now)
    page = window().open(survey_path(case))
    tab_to(page, "[name=solved]")
    press(page, "ArrowLeft")
    assert_seen(page)
    expect(page.locator("[name=solved][value=no]")).to_be_checked()
    tab_to(page, "[name=score]")
    press(page, "Space")
    tab_to(page, PRIMARY)
    press(page, "Enter")
    page.locator("main form").wait_for(state="detached")
    answer = SurveyAnswer.objects.get()
    assert (answer.solved, answer.score) == ("no", 1)


def test_rosa_decides_on_her_page(window: Open, cast: Cast) -> None:
    now = timezone.now()
    case = asked(ticket(cast.rosa, at=now - hours(5)), cast, now)
    page = window().open(status_path(case))
    tab_to(page, "[name=solved][value=yes]")
    press(page, "Enter")
    expect(page.locator("[name=solved]")).to_have_count(0)
    case.refresh_from_db()
    assert case.status == "closed"


def test_ana_confirms_what_triage_proposed_and_resolves(window: Open, cast: Cast) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)
    began = timezone.now() - hours(24)
    case = answered(ticket(cast.rosa, at=began - hours(1)), cast, began)
    page = window(cast.ana).open(f"/desk/tickets/{case.pk}/triage/")
    tab_to(page, ".act-form [type=submit]", most=60)
    press(page, "Enter")
    page.wait_for_url(f"**/desk/tickets/{case.pk}/")

    page.goto(f"/desk/tickets/{case.pk}/resolution/")
    tab_to(page, "[name=outcome]", most=40)
    press(page, "Space")
    tab_to(page, "[name=finding]")
    page.keyboard.type("The seal was faulty.")
    tab_to(page, "[name=public_message]")
    page.keyboard.type("A new kettle is on its way.")
    press(page, "Control+Enter")
    page.wait_for_url(f"**/desk/tickets/{case.pk}/")
    assert Ticket.objects.get(pk=case.pk).status == "resolved"


def test_mei_opens_from_the_board_exactly_what_a_tile_counts(window: Open, cast: Cast) -> None:
    make_stage(cast)
    page = window(cast.mei).open("/board/")
    press(page, "Tab", "Enter")  # past the navigation
    tab_to(page, "a.tile")
    count = page.locator("a.tile:focus .tile-value").inner_text()
    press(page, "Enter")
    page.wait_for_url("**/desk/?**")
    expect(page.locator("tr.ticket")).to_have_count(int(count))
