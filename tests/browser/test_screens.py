"""Every screen of the loop, seen by axe and by the browser's own console; none scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.findings import findings_on, spills_of
from tests.browser.stage import Stage, hours, make_stage, status_path, survey_path
from tests.browser.window import CHINESE_DARK, ENGLISH_LIGHT, Look, Window
from tests.cast import Cast
from tickets.models import Survey

LOOKS = pytest.mark.parametrize(
    "look",
    [
        pytest.param(ENGLISH_LIGHT, id="english_light_1440"),
        pytest.param(CHINESE_DARK, id="chinese_dark_390"),
    ],
)


@dataclass(frozen=True)
class Screen:
    """A page by its path, the status it answers with, and what is done on it before looking."""

    path: str
    status: int = 200
    then: Callable[[Page], object] = lambda page: None


@pytest.fixture
def stage(cast: Cast, transactional_db: None) -> Stage:
    return make_stage(cast)


def look_at(window: Window, screens: Iterable[Screen]) -> None:
    """Open each screen; everything that was found on any of them fails the test together."""
    found = []
    for screen in screens:
        page = window.open(screen.path, status=screen.status)
        screen.then(page)
        where = page.url.removeprefix(page.url.split("/", 3)[0])
        lines = findings_on(page) + spills_of(page)
        found += [f"{where}: {line}" for line in lines]
        assert_language(page, window.look)
    assert not found, "\n\n".join(found)


def assert_language(page: Page, look: Look) -> None:
    spoken = page.locator("html").get_attribute("lang") or ""
    expected = "zh-Hans" if look.language.startswith("zh") else "en"
    assert spoken.lower() == expected.lower(), page.url


# --- What a customer sees -------------------------------------------------------------------


@LOOKS
def test_the_customers_pages(look: Look, window: Open, stage: Stage) -> None:
    look_at(
        window(look=look),
        [
            Screen("/"),
            Screen("/how-to-complain/"),
            Screen("/complain/"),
            Screen("/complain/", then=send_nothing),
            Screen("/complain/", then=go_to_the_second_screen),
            Screen("/complain/", then=send_half_of_it),
            Screen("/complain/", then=send_all_of_it),
            Screen("/new-link/"),
            Screen("/new-link/", then=ask_for_a_link),
            Screen(status_path(stage.fresh)),
            Screen(status_path(stage.answered)),
            Screen(status_path(stage.resolved)),
            Screen(status_path(stage.resolved), then=say_it_is_not_solved),
            Screen("/s/never-made/", status=404),
            Screen("/nowhere/", status=404),
        ],
    )


def send(page: Page) -> None:
    page.locator("main form .button-primary").first.click()


def send_nothing(page: Page) -> None:
    send(page)
    assert page.locator(".field-error").count() == 2


def go_to_the_second_screen(page: Page) -> None:
    page.locator("[name=hurt][value=no]").check()
    page.locator("[name=text]").fill("The kettle leaks and nobody answers the phone.")
    send(page)
    page.locator("[name=name]").wait_for()


def send_half_of_it(page: Page) -> None:
    go_to_the_second_screen(page)
    page.locator("[name=email]").fill("rosa at example")
    send(page)
    assert page.locator(".field-error").count() == 2


def send_all_of_it(page: Page) -> None:
    go_to_the_second_screen(page)
    page.locator("[name=name]").fill("Rosa Delgado")
    page.locator("[name=email]").fill("rosa@example.test")
    send(page)
    page.wait_for_url("**/complain/received/**")


def ask_for_a_link(page: Page) -> None:
    page.locator("[name=email]").fill("rosa@example.test")
    send(page)
    page.locator("main form").wait_for(state="detached")


def say_it_is_not_solved(page: Page) -> None:
    page.locator("[name=solved][value=no]").click()
    page.locator("[name=text]").wait_for()


@LOOKS
def test_the_customers_survey(look: Look, window: Open, stage: Stage) -> None:
    look_at(
        window(look=look),
        [
            Screen(survey_path(stage.resolved)),
            Screen(survey_path(stage.resolved), then=answer_nothing),
            Screen(survey_path(stage.rated)),
            Screen(survey_path(stage.resolved) + "?score=2", then=answer_it),
            Screen(close(stage), status=410),
        ],
    )


def answer_nothing(page: Page) -> None:
    send(page)
    page.locator(".error-summary").wait_for()


def answer_it(page: Page) -> None:
    assert page.locator("[name=score][value='2']").is_checked()
    page.locator("[name=solved][value=partly]").check()
    send(page)
    page.locator("main form").wait_for(state="detached")


def close(stage: Stage) -> str:
    """Let the hour be over in which an answer can be changed; return the survey's path."""
    Survey.objects.filter(ticket=stage.second_round).update(closed_at=timezone.now() - hours(2))
    return survey_path(stage.second_round)


# --- What the desk sees ---------------------------------------------------------------------


@LOOKS
def test_signing_in_and_the_queue(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    cast.ana.set_password("a-kettle-that-leaks")
    cast.ana.save()
    look_at(
        window(look=look),
        [
            Screen("/accounts/login/"),
            Screen("/accounts/login/", then=enter_a_wrong_password),
            Screen("/accounts/password/reset/"),
            Screen("/accounts/password/reset/key/1-set-password/"),
        ],
    )
    look_at(
        window(cast.ana, look),
        [
            Screen("/desk/"),
            Screen("/desk/", then=open_all_that_opens),
            Screen("/desk/", then=pick_all),
            Screen("/desk/?status=closed&owner=me&round_min=9"),
            Screen("/desk/filter/"),
            Screen("/desk/new/"),
            Screen("/accounts/2fa/"),
            Screen("/accounts/reauthenticate/"),
            Screen("/desk/search/?q=kettle"),
            Screen("/desk/tags/"),
        ],
    )


def enter_a_wrong_password(page: Page) -> None:
    page.locator("[name=login]").fill("ana")
    page.locator("[name=password]").fill("not-this-one")
    send(page)
    page.locator(".error-summary").wait_for()


def open_all_that_opens(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")


def unfold(page: Page) -> None:
    """Open what makes room for itself; a menu lies over what would have to be found beside it."""
    page.evaluate(
        "document.querySelectorAll('details:not(.menu-holder)').forEach((p) => (p.open = true))"
    )


def pick_all(page: Page) -> None:
    page.locator("[data-row] input[name=ticket]").first.check()
    page.get_by_role("toolbar").wait_for()


@LOOKS
def test_the_ticket_page(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    second = f"/desk/tickets/{stage.second_round.pk}/"
    answered = f"/desk/tickets/{stage.answered.pk}/"
    look_at(
        window(cast.ana, look),
        [
            Screen(f"/desk/tickets/{stage.fresh.pk}/"),
            Screen(f"/desk/tickets/{stage.fresh.pk}/", then=reply_without_words),
            Screen(f"/desk/tickets/{stage.overdue.pk}/"),
            Screen(answered, then=open_all_that_opens),
            Screen(f"{answered}?write=note"),
            Screen(f"{answered}history/"),
            Screen(f"{answered}clocks/"),
            Screen(f"{answered}macros/"),
            Screen(second),
            Screen(f"{second}?rounds=all"),
            Screen(f"/desk/tickets/{stage.held.pk}/"),
            Screen(f"/desk/tickets/{stage.waiting.pk}/"),
            Screen(f"/desk/tickets/{stage.rated.pk}/"),
            Screen(f"/desk/tickets/{stage.cancelled.pk}/"),
        ],
    )


def reply_without_words(page: Page) -> None:
    page.locator("#composer .button-primary").click()
    page.locator(".composer-error").wait_for()


@LOOKS
def test_the_pages_of_one_action(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    answered = f"/desk/tickets/{stage.answered.pk}"
    look_at(
        window(cast.teo, look),
        [
            Screen(f"{answered}/resolution/"),
            Screen(f"{answered}/resolution/", then=send_it_empty),
            Screen(f"{answered}/hold/"),
            Screen(f"{answered}/hold/", then=send_it_empty),
            Screen(f"{answered}/wait/"),
            Screen(f"{answered}/assignment/"),
            Screen(f"{answered}/triage/"),
            Screen(f"{answered}/tasks/"),
            Screen(f"{answered}/tags/"),
            Screen(f"{answered}/cancellation/"),
            Screen(f"/desk/tickets/{stage.held.pk}/resumption/"),
            Screen(f"/desk/tickets/{stage.resolved.pk}/reopening/"),
            Screen(f"/desk/tickets/{stage.second_round.pk}/reopening/undo/"),
            Screen(f"/desk/tickets/{stage.cancelled.pk}/cancellation/undo/"),
        ],
    )


def send_it_empty(page: Page) -> None:
    page.locator(".act-form [type=submit]").click()
    page.locator(".error-summary").wait_for()


@LOOKS
def test_the_board_the_administration_and_what_is_refused(
    look: Look, window: Open, stage: Stage, cast: Cast
) -> None:
    look_at(
        window(cast.ana, look),
        [Screen("/board/", status=403), Screen("/desk/tickets/999999/", status=404)],
    )
    look_at(window(cast.mei, look), [Screen("/board/"), Screen("/board/?days=30")])
    team = f"/admin/tickets/team/{cast.team.pk}/change/"
    look_at(
        window(cast.adam, look),
        [
            Screen("/admin/"),
            Screen("/admin/tickets/routingrule/"),
            Screen("/admin/tickets/category/"),
            Screen("/admin/tickets/ticketevent/"),
            Screen("/admin/tickets/delivery/"),
            Screen(team),
            Screen("/admin/tickets/slapolicyversion/1/change/"),
        ],
    )
