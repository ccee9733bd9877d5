"""At twice the size nothing has to be scrolled sideways, and what floats hides nothing for good."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.findings import spills_of
from tests.browser.stage import make_stage, status_path, survey_path
from tests.browser.window import Look
from tests.cast import Cast

# A window of 1280 by 800 at 200 %.
ENLARGED = Look("en-GB", 640, 400, "light")
# The same at 400 % (WCAG 1.4.10).
SMALLEST = Look("en-GB", 320, 256, "light")


def test_every_kind_of_page_fits_at_twice_its_size(window: Open, cast: Cast) -> None:
    stage = make_stage(cast)
    people = {
        None: ["/", "/complain/", status_path(stage.resolved)],
        cast.ana: ["/desk/", f"/desk/tickets/{stage.second_round.pk}/", "/desk/filter/"],
        cast.mei: ["/board/"],
    }
    spills = []
    for person, paths in people.items():
        enlarged = window(person, ENLARGED)
        for path in paths:
            spills += [f"{path}: {line}" for line in spills_of(enlarged.open(path))]
    assert not spills, "\n".join(spills)


def test_every_kind_of_page_fits_into_320_pixels(window: Open, cast: Cast) -> None:
    stage = make_stage(cast)
    people = {
        None: ["/complain/", "/how-to-complain/", survey_path(stage.resolved)],
        cast.ana: ["/desk/", f"/desk/tickets/{stage.second_round.pk}/"],
        cast.mei: ["/board/", "/system/"],
        cast.adam: ["/admin/", "/admin/tickets/slapolicyversion/1/change/"],
    }
    spills = []
    for person, paths in people.items():
        small = window(person, SMALLEST)
        for path in paths:
            spills += [f"{path}: {line}" for line in spills_of(small.open(path))]
    assert not spills, "\n".join(spills)


def test_the_composer_can_be_reached_and_sent_at_twice_its_size(window: Open, cast: Cast) -> None:
    stage = make_stage(cast)
    page = window(cast.ana, ENLARGED).open(f"/desk/tickets/{stage.answered.pk}/?write=note")
    expect(page.locator("#composer textarea")).to_be_focused()
    page.keyboard.type("Called twice, nobody there.")
    page.locator("#composer [type=submit]").click()
    expect(page.locator(".message-note").last).to_contain_text("Called twice")
