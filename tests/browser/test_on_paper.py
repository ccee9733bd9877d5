"""What is printed: the matter in light colours, nothing to press."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.stage import hours
from tests.cast import COMPLAINT, Cast, ticket
from tickets.models import Ticket

BACKGROUND = "getComputedStyle(document.querySelector('.desk-main')).backgroundColor"


@pytest.fixture
def case(cast: Cast, transactional_db: None) -> Ticket:
    return ticket(cast.rosa, at=timezone.now() - hours(2))


def test_a_ticket_on_paper_is_its_words_and_facts_in_light_colours(
    window: Open, cast: Cast, case: Ticket
) -> None:
    page = window(cast.ana).open(f"/desk/tickets/{case.pk}/")
    page.emulate_media(media="screen", color_scheme="dark")
    expect(page.locator("#composer")).to_be_visible()
    assert page.evaluate(BACKGROUND) != "rgb(255, 255, 255)"

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator("#conversation")).to_contain_text(COMPLAINT)
    expect(page.locator("#clocks")).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator(".desk-nav")).to_be_hidden()
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
