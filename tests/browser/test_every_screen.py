"""The screens of `bin/shots` that no other test of the browser opens, seen by axe.

Each is loaded once, by day on a wide screen; then the night falls and the window narrows, and its
colours and its width are looked at again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser import screens
from tests.browser.conftest import Open
from tests.browser.findings import COLOURS, findings_on, spills_of
from tests.browser.stage import Stage, make_stage
from tests.browser.window import CHINESE_DARK, ENGLISH_LIGHT
from tests.cast import Cast, by
from tickets.actions.tagging import set_tags

# test_screens.py and test_counter_screens.py look at these, in both looks and more states.
SEEN = frozenset(
    [
        "queue",
        "queue-filter",
        "queue-picked",
        "queue-empty",
        "new-ticket",
        "tags",
        "search",
        "ticket",
        "ticket-resolve",
        "ticket-assign",
        "ticket-triage",
        "ticket-tasks",
        "ticket-history",
        "ticket-clocks",
        "ticket-tags",
        "ticket-hold",
        "ticket-wait",
        "ticket-macros",
        "ticket-cancel",
        "ticket-merge",
        "ticket-split",
        "second-factor",
        "is-it-you",
        "customer",
        "interviews",
        "interview",
        "new-interview",
        "reports",
        "new-report",
        "slips",
        "stores",
        "store-poster",
        "board",
        "admin",
        "admin-category",
        "admin-routingrule",
        "admin-ticketevent",
        "admin-delivery",
        "admin-team",
    ]
)
# Swagger UI draws it, not we.
FOREIGN = frozenset({"api-docs"})


@pytest.fixture
def stage(cast: Cast, transactional_db: None) -> Stage:
    now = timezone.now()
    stage = make_stage(cast)
    set_tags(ticket_id=stage.fresh.pk, actor=by(cast.teo), at=now, names=["recall", "夏季促销"])
    return stage


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("teo", screens.of_agent),
        ("mei", screens.of_manager),
        ("adam", screens.of_administrator),
    ],
)
def test_axe_finds_nothing_on_the_screens_nobody_else_opens(
    who: str,
    listed: Callable[[], list[screens.Screen]],
    window: Open,
    stage: Stage,
    cast: Cast,
) -> None:
    page = window(getattr(cast, who)).page
    found = []
    for name, reach in listed():
        by_day(page)
        reach(page)
        if name not in SEEN | FOREIGN:
            found += [f"{name}: {line}" for line in findings_on(page)]
            by_night(page)
            found += [f"{name}, dark: {line}" for line in findings_on(page, COLOURS)]
            found += [f"{name}, narrow: {line}" for line in spills_of(page)]
    assert not found, "\n\n".join(found)


def by_day(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": ENGLISH_LIGHT.width, "height": ENGLISH_LIGHT.height})


def by_night(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": CHINESE_DARK.width, "height": CHINESE_DARK.height})
