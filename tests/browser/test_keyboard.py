"""Ana works without a mouse: every step is a key, and she always sees where she is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.focus import assert_seen, press, tab_to
from tests.browser.stage import answered, hours
from tests.cast import Cast, ticket
from tickets.models import DeskSettings, Message, Ticket

PASSWORD = "a-kettle-that-leaks"


@pytest.fixture
def cases(cast: Cast, transactional_db: None) -> list[Ticket]:
    """Two tickets that Ana has answered already, so that a further answer needs no next step."""
    DeskSettings.objects.update(undo_send_seconds=0)
    began = timezone.now() - timedelta(days=1)
    return [
        answered(ticket(cast.rosa, text, at=began - hours(age)), cast, began)
        for age, text in ((3, "The kettle leaks, which is dangerous."), (1, "It was never sent."))
    ]


def test_ana_signs_in_by_typing_and_skips_to_the_queue(window: Open, cast: Cast) -> None:
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    page = window().open("/accounts/login/")

    tab_to(page, "[name=login]")
    page.keyboard.type("ana")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url("**/desk/")

    press(page, "Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport(ratio=1)
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_preview_that_comes_late_takes_no_keyboard_away(
    window: Open, cast: Cast, cases: list[Ticket]
) -> None:
    page = window(cast.ana).open("/desk/")
    page.locator("[data-row] [data-open]").last.focus()
    with page.expect_response("**/preview/**"):
        tab_to(page, "#preview a")
    expect(page.locator("#preview")).to_contain_text(cases[1].number)
    expect(page.locator("#preview:focus, #preview :focus")).to_have_count(1)


def test_ana_walks_the_queue_answers_and_notes_by_keys_alone(
    window: Open, cast: Cast, cases: list[Ticket]
) -> None:
    page = window(cast.ana).open("/desk/")
    rows = page.locator("[data-row]")

    press(page, "j")
    assert_seen(page)
    expect(rows.nth(1).locator("[data-open]")).to_be_focused()
    press(page, "k")
    expect(rows.nth(0).locator("[data-open]")).to_be_focused()
    press(page, "x")
    expect(rows.nth(0).locator("[name=ticket]")).to_be_checked()
    number = rows.nth(0).get_attribute("data-ticket")
    assert number is not None
    press(page, "Enter")
    page.wait_for_url("**/desk/tickets/*/")
    expect(page.locator(".list-head")).to_contain_text(number)

    press(page, "r")
    expect(page.locator("#composer textarea")).to_be_focused()
    assert_seen(page)
    page.keyboard.type("r, n, j and ? are letters here: the new kettle leaves today.")
    press(page, "Control+Enter")
    expect(page.locator("#conversation")).to_contain_text("are letters here")

    press(page, "n")
    page.wait_for_url("**write=note**")
    expect(page.locator("#composer textarea")).to_be_focused()
    page.keyboard.type("Rosa prefers to be called.")
    press(page, "Control+Enter")
    expect(page.locator(".message-note").last).to_contain_text("Rosa prefers to be called.")

    case = Ticket.objects.get(number=number)
    last = list(case.messages.order_by("id").values_list("direction", flat=True))[-2:]
    assert last == [Message.Direction.OUT, Message.Direction.NOTE]


def test_the_list_of_keys_opens_closes_and_gives_the_keyboard_back(
    window: Open, cast: Cast, cases: list[Ticket]
) -> None:
    page = window(cast.ana).open("/desk/")
    press(page, "j")
    before = page.evaluate("document.activeElement.href")

    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "j", "n")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")

    expect(page.locator("#keys")).to_be_hidden()
    assert page.evaluate("document.activeElement.href") == before
    assert_seen(page)


def test_a_menu_closes_on_escape_and_gives_the_keyboard_back(
    window: Open, cast: Cast, cases: list[Ticket]
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{cases[0].pk}/")
    menu = page.locator(".list-head details[data-menu]").first

    tab_to(page, ".list-head details[data-menu] summary", most=40)
    press(page, "Enter", "Tab")
    expect(menu).to_have_attribute("open", "")
    assert_seen(page)
    press(page, "Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_key_shown_in_a_closed_menu_works(window: Open, cast: Cast, cases: list[Ticket]) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{cases[0].pk}/")
    expect(page.locator("details[data-menu] [data-key=a]")).to_be_hidden()
    press(page, "a")
    page.wait_for_url("**/assignment/")


def test_a_refused_form_puts_the_keyboard_on_what_is_wrong(
    window: Open, cast: Cast, cases: list[Ticket]
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{cases[0].pk}/hold/")
    tab_to(page, ".act-form [type=submit]", most=40)
    press(page, "Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(page.locator("[name=who]")).to_be_focused()
