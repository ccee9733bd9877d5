"""The screens of the desk and how to reach each: what `bin/shots` takes pictures of.

A screen is a name and a function that brings a page there, in the order they are listed: some go on
from the one before.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from playwright.sync_api import Page

WORDS = {
    "zh": ("上周买的电水壶底座漏水，请换一台新的，或者退款。", "林晓雨"),
    "en": ("The kettle I bought last week leaks. Please replace it.", "Rosa Meyer"),
}
type Reach = Callable[[Page], object]
type Screen = tuple[str, Reach]


def of_customer(options: argparse.Namespace, language: str) -> list[Screen]:
    screens: list[Screen] = [
        ("start", at("/")),
        ("how-to-complain", at("/how-to-complain/")),
        ("new-link", at("/new-link/")),
        ("form", at("/complain/")),
        ("form-refused", press_submit),
        ("form-reach", fill_matter(language)),
        ("received", fill_reach(language)),
        ("status", lambda page: page.locator("a[href*='/s/']").first.click()),
    ]
    if options.form:
        path = f"/c/{options.form}/"
        screens += [("built-form", at(path)), ("embedded-form", at(f"{path}embedded/"))]
    if options.survey:
        screens += [("survey", at(options.survey)), ("survey-refused", press_submit)]
    return [
        *screens,
        ("sign-in", at("/accounts/login/")),
        ("forgotten-password", at("/accounts/password/reset/")),
        ("password-link-over", at("/accounts/password/reset/key/1-set-password/")),
        ("not-found", at("/nowhere/")),
    ]


def of_agent() -> list[Screen]:
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
        ("ticket-hold", lambda page: page.goto(sibling(page.url, "hold/"))),
        ("ticket-wait", lambda page: page.goto(sibling(page.url, "wait/"))),
        ("ticket-macros", lambda page: page.goto(sibling(page.url, "macros/"))),
        ("ticket-cancel", lambda page: page.goto(sibling(page.url, "cancellation/"))),
        ("ticket-act-refused", press_act),
        ("ticket-split", follow_from_ticket("a[href$='/split/']")),
        ("ticket-exemption", follow_from_ticket("a[href$='/exemption/']", "clocks/")),
        ("second-factor", at("/accounts/2fa/")),
        ("is-it-you", at("/accounts/reauthenticate/")),
        ("change-password", at("/accounts/password/change/")),
        ("tags", at("/desk/tags/")),
        ("tag", follow("main .row-links a")),
        ("customer", open_the_customer),
        ("queue-picked", pick_all),
        ("queue-save", at("/desk/queues/new/?status=new")),
        ("new-ticket", at("/desk/new/")),
        ("mentions", at("/desk/mentions/")),
        ("mentions-decided", at("/desk/mentions/?show=decided")),
        ("interviews", at("/desk/interviews/")),
        ("interview", follow("main tbody th a")),
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


def of_manager() -> list[Screen]:
    return [
        ("board", at("/board/")),
        ("simulations", at("/board/simulations/")),
        ("simulation", follow("main tbody a[href*='/board/simulations/']")),
        ("simulation-flips", lambda page: page.goto(f"{page.url}flips/")),
        ("system", at("/system/")),
    ]


def of_store() -> list[Screen]:
    return [
        ("slips", at("/slips/")),
        ("stores", at("/stores/")),
        ("store-poster", follow("main a[href$='/poster/']")),
    ]


def of_administrator() -> list[Screen]:
    names = (
        "desksettings/1/change",
        "category",
        "slapolicy",
        "keywordrule",
        "delivery",
        "user",
        "routingrule",
        "role",
        "ticketevent",
        "configurationevent",
    )
    pages: list[Screen] = [("admin", at("/admin/"))]
    pages += [(f"admin-{name.partition('/')[0]}", at(f"/admin/tickets/{name}/")) for name in names]
    return [
        *pages,
        ("admin-notices", at("/admin/channels/noticetemplate/")),
        ("admin-notice", follow("#result_list tbody th a")),
        ("admin-notice-preview", press_preview),
        ("admin-policies", at("/admin/tickets/slapolicyversion/")),
        ("admin-policy", follow("#result_list tbody th a")),
        ("admin-policy-names", at("/admin/tickets/slapolicy/1/change/")),
        ("admin-calendars", at("/admin/tickets/businesscalendar/")),
        ("admin-calendar-version", at("/admin/tickets/calendarversion/1/change/")),
        ("admin-holidays", at("/admin/tickets/businesscalendar/1/holidays/")),
        ("admin-teams", at("/admin/tickets/team/")),
        ("admin-team", follow("#result_list tbody th a")),
        ("admin-forms", at("/admin/channels/formversion/")),
        ("admin-form", follow("#result_list tbody th a")),
        ("admin-channels", at("/admin/channels/channel/")),
        ("admin-channel", follow("#result_list tbody th a")),
        ("admin-rules-tried", at("/admin/tickets/keywordrule/try/")),
        ("admin-rule-previewed", preview_a_rule),
        ("admin-matrix", at("/admin/tickets/prioritycell/")),
        ("admin-add-person", at("/admin/tickets/user/add/")),
    ]


def fill_matter(language: str) -> Reach:
    def reach(page: Page) -> None:
        page.goto("/complain/")
        page.locator("[name=hurt][value=no]").check(force=True)
        page.locator("[name=text]").fill(WORDS[language][0])
        press_submit(page)

    return reach


def fill_reach(language: str) -> Reach:
    def reach(page: Page) -> None:
        page.locator("[name=name]").fill(WORDS[language][1])
        page.locator("[name=email]").fill("shots@example.test")
        page.wait_for_timeout(2500)  # the form asks once more whoever is quicker than typing
        press_submit(page)

    return reach


def at(path: str) -> Reach:
    return lambda page: page.goto(path)


def sign_in(page: Page, person: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(password)
    press_submit(page)
    if "/accounts/login/" in page.url:
        raise SystemExit(f"{person} can't sign in; --password is what bin/up printed.")


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


def follow(link: str) -> Reach:
    """Go where the first such link of this page leads; a page without one stays."""

    def reach(page: Page) -> None:
        for found in page.locator(link).all()[:1]:
            page.goto(found.get_attribute("href") or page.url)

    return reach


def follow_from_ticket(link: str, part: str = "") -> Reach:
    def reach(page: Page) -> None:
        open_first_ticket(page)
        page.goto(page.url + part)
        follow(link)(page)

    return reach


def press_preview(page: Page) -> None:
    """Open the preview of a notice in this window; for people it opens one of its own."""
    button = page.locator("[formaction$='/preview/']").first
    button.evaluate("button => button.removeAttribute('formtarget')")
    with page.expect_navigation():
        button.click()


def preview_a_rule(page: Page) -> None:
    page.goto("/admin/tickets/keywordrule/?q=safety_fire")
    follow("#result_list tbody th a")(page)
    with page.expect_navigation():
        page.locator("[name=_preview]").click()


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
