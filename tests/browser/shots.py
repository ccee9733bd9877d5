"""Pictures of every screen of a running desk, for eyes: `bin/shots --url ... FOLDER`.

Both languages, light and dark, 1440 and 390 px wide; --language, --scheme and --width leave some.
Pictures are named `<screen>-<language>-<scheme>-<width>.png`. A complaint is sent once a look, so
that there is a received page and a status page to show.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.window import Look, Window

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--disable-quic", "--disable-background-networking", "--no-first-run"]
LANGUAGES = {"zh": ("zh-CN", "zh-hans"), "en": ("en-GB", "en")}
HEIGHTS = {1440: 900, 390: 844}
WORDS = {
    "zh": ("上周买的电水壶底座漏水，请换一台新的，或者退款。", "林晓雨"),
    "en": ("The kettle I bought last week leaks. Please replace it.", "Rosa Meyer"),
}
Screen = tuple[str, Callable[[Page], object]]


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
            *self._take("", self._customer_screens()),
            *self._take(self.options.agent, self._agent_screens()),
            *self._take(self.options.manager, self._manager_screens()),
            *self._take(self.options.store, self._store_screens()),
            *self._take(self.options.admin, self._admin_screens()),
        ]

    def _take(self, person: str, screens: list[Screen]) -> list[str]:
        """Photograph the screens in one window; return what went wrong on them."""
        window = Window(self.browser, self.options.url, self.look)
        self._choose_language(window)
        troubles = []
        if person:
            sign_in(window.page, person, self.options.password)
        for name, reach in screens:
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
        file = f"{name}-{self.language}-{self.look.scheme}-{self.look.width}.png"
        page.screenshot(path=self.options.folder / file, full_page=True)

    # --- The screens ---------------------------------------------------------------------------

    def _customer_screens(self) -> list[Screen]:
        screens: list[Screen] = [
            ("start", at("/")),
            ("how-to-complain", at("/how-to-complain/")),
            ("new-link", at("/new-link/")),
            ("form", at("/complain/")),
            ("form-refused", press_submit),
            ("form-reach", self._fill_matter),
            ("received", self._fill_reach),
            ("status", lambda page: page.locator("a[href*='/s/']").first.click()),
        ]
        if self.options.form:
            path = f"/c/{self.options.form}/"
            screens += [("built-form", at(path)), ("embedded-form", at(f"{path}embedded/"))]
        if self.options.survey:
            screens.append(("survey", at(self.options.survey)))
        return [*screens, ("sign-in", at("/accounts/login/")), ("not-found", at("/nowhere/"))]

    def _fill_matter(self, page: Page) -> None:
        page.goto("/complain/")
        page.locator("[name=hurt][value=no]").check(force=True)
        page.locator("[name=text]").fill(WORDS[self.language][0])
        press_submit(page)

    def _fill_reach(self, page: Page) -> None:
        page.locator("[name=name]").fill(WORDS[self.language][1])
        page.locator("[name=email]").fill("shots@example.test")
        page.wait_for_timeout(2500)  # the form asks once more whoever is quicker than typing
        press_submit(page)

    def _agent_screens(self) -> list[Screen]:
        return [
            ("queue", at("/desk/")),
            ("queue-filter", at("/desk/filter/")),
            ("ticket", open_first_ticket),
            ("ticket-resolve", lambda page: page.goto(f"{page.url}resolution/")),
            ("ticket-assign", lambda page: page.goto(sibling(page.url, "assignment/"))),
            ("ticket-triage", lambda page: page.goto(sibling(page.url, "triage/"))),
            ("ticket-tasks", lambda page: page.goto(sibling(page.url, "tasks/"))),
            ("ticket-history", lambda page: page.goto(sibling(page.url, "history/"))),
            ("ticket-clocks", lambda page: page.goto(sibling(page.url, "clocks/"))),
            ("ticket-merge", lambda page: page.goto(sibling(page.url, "merge/"))),
            ("ticket-tags", lambda page: page.goto(sibling(page.url, "tags/"))),
            ("ticket-cancel", lambda page: page.goto(sibling(page.url, "cancellation/"))),
            ("ticket-act-refused", press_act),
            ("tags", at("/desk/tags/")),
            ("tag", follow("main .row-links a")),
            ("customer", open_the_customer),
            ("queue-picked", pick_all),
            ("queue-save", at("/desk/queues/new/?status=new")),
            ("new-ticket", at("/desk/new/")),
            ("mentions", at("/desk/mentions/")),
            ("mentions-decided", at("/desk/mentions/?show=decided")),
            ("interviews", at("/desk/interviews/")),
            ("interview", follow("main a[href*='/desk/interviews/']:not([href$='new/'])")),
            ("new-interview", at("/desk/interviews/new/")),
            ("reports", at("/reports/")),
            ("new-report", at("/reports/new/")),
            ("search", at("/desk/search/?q=C-2026")),
            ("search-nothing", at("/desk/search/?q=xylophonist")),
            ("queue-empty", at("/desk/?round_min=9")),
            ("refused", at("/system/")),
            ("styleguide", at("/desk/styleguide/")),
            ("api-docs", open_api),
        ]

    def _manager_screens(self) -> list[Screen]:
        return [
            ("board", at("/board/")),
            ("simulations", at("/board/simulations/")),
            ("simulation", follow("main tbody a[href*='/board/simulations/']")),
            ("simulation-flips", lambda page: page.goto(f"{page.url}flips/")),
            ("system", at("/system/")),
        ]

    def _store_screens(self) -> list[Screen]:
        return [
            ("slips", at("/slips/")),
            ("stores", at("/stores/")),
            ("store-poster", follow("main a[href$='/poster/']")),
        ]

    def _admin_screens(self) -> list[Screen]:
        names = (
            "desksettings/1/change",
            "category",
            "slapolicy",
            "keywordrule",
            "delivery",
            "user",
        )
        pages: list[Screen] = [("admin", at("/admin/"))]
        pages += [
            (f"admin-{name.partition('/')[0]}", at(f"/admin/tickets/{name}/")) for name in names
        ]
        return [
            *pages,
            ("admin-notices", at("/admin/channels/noticetemplate/")),
            ("admin-notice", follow("#result_list tbody th a")),
            ("admin-notice-preview", press_preview),
            ("admin-policies", at("/admin/tickets/slapolicyversion/")),
            ("admin-policy", follow("#result_list tbody th a")),
            ("admin-calendars", at("/admin/tickets/businesscalendar/")),
            ("admin-holidays", at("/admin/tickets/businesscalendar/1/holidays/")),
            ("admin-teams", at("/admin/tickets/team/")),
            ("admin-team", follow("#result_list tbody th a")),
            ("admin-forms", at("/admin/channels/formversion/")),
            ("admin-form", follow("#result_list tbody th a")),
            ("admin-channels", at("/admin/channels/channel/")),
            ("admin-rules-tried", at("/admin/tickets/keywordrule/try/")),
            ("admin-matrix", at("/admin/tickets/prioritycell/")),
            ("admin-add-person", at("/admin/tickets/user/add/")),
        ]


def at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


def sign_in(page: Page, person: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(password)
    press_submit(page)


def press_submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main button[type=submit]:not([name])").first.click()


def open_api(page: Page) -> None:
    """Swagger UI draws the page once it has read the schema."""
    page.goto("/api/v1/docs/")
    page.locator(".opblock").first.wait_for()


def press_act(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".act-form [type=submit]").click()


def follow(link: str) -> Callable[[Page], object]:
    """Go where the first such link of this page leads; a page without one stays."""
    return lambda page: page.goto(page.locator(link).first.get_attribute("href") or page.url)


def press_preview(page: Page) -> None:
    """Open the preview of a notice in this window; for people it opens one of its own."""
    button = page.locator("[formaction$='/preview/']").first
    button.evaluate("button => button.removeAttribute('formtarget')")
    with page.expect_navigation():
        button.click()


def open_the_customer(page: Page) -> None:
    open_first_ticket(page)
    follow("a[href*='/desk/customers/']")(page)


def pick_all(page: Page) -> None:
    page.goto("/desk/")
    page.locator("[data-row] input[name=ticket]").first.check()


def open_first_ticket(page: Page) -> None:
    page.goto("/desk/")
    page.goto(page.locator("tr.ticket a[data-open]").first.get_attribute("href") or "/desk/")


def sibling(url: str, noun: str) -> str:
    """`.../tickets/7/resolution/` and `triage/` make `.../tickets/7/triage/`."""
    return url.rstrip("/").rpartition("/")[0] + "/" + noun


if __name__ == "__main__":
    sys.exit(main())
