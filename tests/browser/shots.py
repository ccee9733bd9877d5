"""Pictures of every screen of a running desk, for eyes: `bin/shots --url ... FOLDER`.

Both languages, light and dark, 1440 and 390 px wide; --language, --scheme and --width leave some.
Pictures are named `<screen>-<language>-<scheme>-<width>.png`, parts of a very long page
`<screen>-part1-...`. A complaint is sent once a look, so that there is a received page and a status
page to show.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, FloatRect, Page, sync_playwright

from tests.browser import screens
from tests.browser.screens import Screen
from tests.browser.window import Look, Window

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--disable-quic", "--disable-background-networking", "--no-first-run"]
LANGUAGES = {"zh": ("zh-CN", "zh-hans"), "en": ("en-GB", "en")}
HEIGHTS = {1440: 900, 390: 844}
# Chromium paints no picture taller than 16,384 px; eyes want them shorter.
TALLEST = 6_000


def main() -> int:
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    troubles: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=[*ARGUMENTS, *as_root()]
        )
        for language, scheme, width in itertools.product(
            options.language, options.scheme, options.width
        ):
            look = Look(LANGUAGES[language][0], width, HEIGHTS[width], scheme)
            troubles += Photographer(browser, options, language, look).take_all()
        browser.close()
    for trouble in troubles:
        sys.stderr.write(f"{trouble}\n")
    sys.stdout.write(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}\n")
    return 1 if troubles else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/shots", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the running desk")
    parser.add_argument("--password", required=True, help="of the demo's people, as bin/up says")
    parser.add_argument("--agent", default="teo", help="somebody who may act on any ticket")
    parser.add_argument("--manager", default="mei")
    parser.add_argument("--admin", default="ines")
    parser.add_argument("--store", default="zhou_ting", help="somebody who works in a store")
    parser.add_argument("--form", help="slug of a form that was built, as in /c/<slug>/")
    parser.add_argument("--survey", help="address of a survey's page, from its mail")
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    parser.add_argument("--scheme", nargs="+", choices=["light", "dark"], default=["light", "dark"])
    parser.add_argument("--width", nargs="+", type=int, choices=HEIGHTS, default=list(HEIGHTS))
    parser.add_argument("--only", nargs="+", help="screens by name; all without it")
    return parser.parse_args()


def find_browser() -> str:
    wanted = [os.environ.get("CHROMIUM", ""), *BROWSERS]
    found = next((path for name in wanted if name and (path := shutil.which(name))), None)
    if found is None:
        sys.exit("There is no Chromium. Install one (apt-get install chromium) or set CHROMIUM.")
    return found


def as_root() -> list[str]:
    return ["--no-sandbox"] if os.geteuid() == 0 else []


class Photographer:
    """One look at all screens: a customer, an agent, a manager and an administrator, by turns."""

    def __init__(
        self, browser: Browser, options: argparse.Namespace, language: str, look: Look
    ) -> None:
        self.browser, self.options = browser, options
        self.language, self.look = language, look

    def take_all(self) -> list[str]:
        return [
            *self._take("", screens.of_customer(self.options, self.language)),
            *self._take(self.options.agent, screens.of_agent()),
            *self._take(self.options.manager, screens.of_manager()),
            *self._take(self.options.store, screens.of_store()),
            *self._take(self.options.admin, screens.of_administrator()),
        ]

    def _take(self, person: str, found: list[Screen]) -> list[str]:
        """Photograph the screens in one window; return what went wrong on them."""
        window = Window(self.browser, self.options.url, self.look)
        self._choose_language(window)
        troubles = []
        if person:
            screens.sign_in(window.page, person, self.options.password)
        for name, reach in found:
            try:
                reach(window.page)
                if not self.options.only or name in self.options.only:
                    self._shoot(window.page, name)
            except Error as error:
                troubles.append(f"{name}: {str(error).splitlines()[0]}")
        window.close()
        return [*troubles, *window.troubles]

    def _choose_language(self, window: Window) -> None:
        code = LANGUAGES[self.language][1]
        cookie = {"name": "django_language", "value": code, "url": self.options.url}
        window.context.add_cookies([cookie])

    def _shoot(self, page: Page, name: str) -> None:
        """One picture, or one for each part of a page that is too long for a picture."""
        height = page.evaluate("document.documentElement.scrollHeight")
        parts = range(0, height, TALLEST)
        for number, top in enumerate(parts, 1):
            part = f"-part{number}" if len(parts) > 1 else ""
            file = f"{name}{part}-{self.language}-{self.look.scheme}-{self.look.width}.png"
            clip: FloatRect = {
                "x": 0,
                "y": top,
                "width": self.look.width,
                "height": min(TALLEST, height - top),
            }
            page.screenshot(path=self.options.folder / file, full_page=True, clip=clip)


if __name__ == "__main__":
    sys.exit(main())
