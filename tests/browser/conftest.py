"""A browser, the desk it looks at, and windows for people.

Every window must have been quiet when its test ends: no error in its console, nothing that the
content security policy refused, nothing that could not be loaded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import running_desk
from tests.browser.window import ENGLISH_LIGHT, Look, Window
from tests.cast import Cast
from tests.customer import open_doors
from tickets.models import User

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIETLY = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A microphone that beeps, and nobody to ask whether it may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
TO_ENABLE = "no Chromium: apt-get install -y chromium fonts-noto-cjk, or set CHROMIUM to its path"

type Open = Callable[..., Window]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In continuous integration a browser test that didn't run is a failure."""
    report: Any = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI doesn't take: {report.longrepr}"
    return report


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(TO_ENABLE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright leaves its event loop in this thread; our database calls don't run in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(django_db_setup: None) -> Iterator[str]:
    with running_desk() as url:
        yield url


@pytest.fixture
def window(
    transactional_db: None, cast: Cast, chromium: Browser, address: str, settings: Any
) -> Iterator[Open]:
    """Return what opens a window: for a person who is signed in, or for a stranger."""
    open_doors(settings)
    opened: list[Window] = []

    def open_window(
        person: User | None = None, look: Look = ENGLISH_LIGHT, *, scripts: bool = True
    ) -> Window:
        session = session_of(person) if person else ""
        opened.append(Window(chromium, address, look, session=session, scripts=scripts))
        return opened[-1]

    yield open_window
    for each in opened:
        each.close()
    troubles = [trouble for each in opened for trouble in each.troubles]
    assert not troubles, "\n".join(troubles)


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
