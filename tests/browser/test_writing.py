"""What Ana wrote waits for her, and what she sent can be taken back for a moment."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.stage import answered, hours
from tests.cast import Cast, ticket
from tickets.models import Delivery, DeskSettings, Ticket

ANSWER = "The new kettle leaves today.\nIt arrives on Friday."


@pytest.fixture
def case(cast: Cast, transactional_db: None) -> Ticket:
    now = timezone.now()
    case = answered(ticket(cast.rosa, at=now - hours(5)), cast, now - hours(4))
    DeskSettings.objects.update(undo_send_seconds=60)
    return case


def body_of(page: Page) -> Locator:
    return page.locator("#composer textarea[name=body]")


def test_an_answer_taken_back_in_time_is_in_the_composer_again(
    window: Open, cast: Cast, case: Ticket
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{case.pk}/")
    body_of(page).fill(ANSWER)
    page.locator("#composer [type=submit]").click()
    expect(page.locator("#conversation")).to_contain_text("It arrives on Friday.")

    page.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(body_of(page)).to_have_value(ANSWER)
    expect(page.locator("#conversation")).not_to_contain_text("It arrives on Friday.")
    undone = case.messages.get(failure="undone")
    states = undone.deliveries.values_list("state", flat=True)
    assert set(states) == {Delivery.State.DROPPED}


def test_a_draft_survives_a_reload_and_waits_in_another_browser(
    window: Open, cast: Cast, case: Ticket
) -> None:
    path = f"/desk/tickets/{case.pk}/"
    page = window(cast.ana).open(path)
    with page.expect_response(f"**{path}draft/") as kept:
        body_of(page).press_sequentially("I have asked the workshop")
        expect(page.locator("[data-draft-note]")).not_to_be_empty()
        page.reload()
        expect(body_of(page)).to_have_value("I have asked the workshop")
        body_of(page).press("Control+End")
        page.keyboard.type(", and")
    assert kept.value.ok

    elsewhere = window(cast.ana).open(path)
    expect(body_of(elsewhere)).to_have_value("I have asked the workshop, and")


def sign_in_again(page: Page) -> None:
    page.get_by_label("User name or e-mail address").fill("ana")
    page.get_by_label("Password").fill("harbour-lantern-26")
    page.locator("main [type=submit]").click()


@pytest.fixture
def keyed(cast: Cast, case: Ticket) -> None:
    cast.ana.set_password("harbour-lantern-26")
    cast.ana.save()


def test_an_answer_sent_after_the_session_ended_waits_behind_the_sign_in(
    window: Open, cast: Cast, case: Ticket, keyed: None
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{case.pk}/")
    Session.objects.all().delete()
    body_of(page).fill(ANSWER)
    page.locator("#composer [type=submit]").click()

    sign_in_again(page)

    expect(page).to_have_url(re.compile(rf"/desk/tickets/{case.pk}/$"))
    expect(body_of(page)).to_have_value(ANSWER)
    page.locator("#composer [type=submit]").click()
    expect(page.locator("#conversation")).to_contain_text("It arrives on Friday.")
    expect(body_of(page)).to_have_value("")


def test_a_form_of_its_own_page_survives_the_end_of_the_session_too(
    window: Open, cast: Cast, case: Ticket, keyed: None
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{case.pk}/resolution/")
    Session.objects.all().delete()
    page.get_by_label("What the customer reads").fill(ANSWER)
    page.locator(".act-form [type=submit]").click()

    sign_in_again(page)

    expect(page.get_by_label("What the customer reads")).to_have_value(ANSWER)
    page.reload()
    expect(page.get_by_label("What the customer reads")).to_have_value("")
