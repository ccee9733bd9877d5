"""Every page with the Tab key alone: the keyboard is always seen, never trapped, never covered."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.focus import walk
from tests.browser.stage import Stage, make_stage, status_path, survey_path
from tests.browser.window import Look, Window
from tests.cast import Cast

# Low enough that what sticks to the top and the bottom takes most of the height.
LOW = Look("en-GB", 1280, 600, "light")
SMALL = Look("zh-CN", 320, 568, "dark")
LOOKS = pytest.mark.parametrize("look", [LOW, SMALL], ids=["low", "small"])


@pytest.fixture
def stage(cast: Cast, transactional_db: None) -> Stage:
    return make_stage(cast)


def assert_walked(window: Window, paths: list[str]) -> None:
    wrong = [f"{path}: {line}" for path in paths for line in walk(window.open(path))]
    assert not wrong, "\n".join(wrong)


@LOOKS
def test_the_customers_pages(look: Look, window: Open, stage: Stage) -> None:
    asked = stage.resolved
    assert_walked(window(look=look), ["/", "/complain/", status_path(asked), survey_path(asked)])


@LOOKS
def test_the_queue_a_ticket_and_its_triage(
    look: Look, window: Open, stage: Stage, cast: Cast
) -> None:
    ticket = f"/desk/tickets/{stage.second_round.pk}/"
    assert_walked(window(cast.ana, look), ["/desk/", ticket, f"{ticket}triage/"])


@LOOKS
def test_the_board(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    assert_walked(window(cast.mei, look), ["/board/"])


def test_the_keyboard_walks_back_over_a_ticket_without_going_under_its_composer(
    window: Open, stage: Stage, cast: Cast
) -> None:
    page = window(cast.ana, LOW).open(f"/desk/tickets/{stage.answered.pk}/")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert not walk(page, back=True)
