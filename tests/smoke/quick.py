"""What an administrator sets so that a walk of days takes seconds: in the admin, by its forms."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.smoke.browser import Browser, Page, Refused
from tests.smoke.desk import SignIn
from tests.smoke.html import Form

FIRST_RESPONSE_SECONDS = 4
RESOLUTION_SECONDS = 3 * 3600
SECOND_ROUND_SECONDS = 6 * 3600
DESK = {
    "undo_send_seconds": "1",
    "survey_delay_seconds": "2",
    "survey_hours_from": "0",
    "survey_hours_to": "24",
}
SETTINGS_PAGE = "/admin/tickets/desksettings/"
POLICIES_PAGE = "/admin/tickets/slapolicy/"
TARGET = re.compile(r"^targets-(\d+)-metric$")


def sign_in(site: str, who: SignIn, *, language: str = "en") -> Browser:
    """Return a browser in which one of the cast is signed in. Raises Refused."""
    browser = Browser(site, language=language)
    page = browser.get("/accounts/login/").expect(200)
    form = page.form("login", "password").fill(login=who.name, password=who.password)
    if "/accounts/login/" in browser.send(page, form).expect(200).url:
        raise Refused(f"{who.name} couldn't sign in with the password that bin/up printed.")
    return browser


def make_quick(admin: Browser) -> None:
    """Shorten the desk's delays and publish a version of the standard policy in seconds."""
    page = admin.get(SETTINGS_PAGE).expect(200)
    _saved(admin.send(page, page.form("undo_send_seconds").fill(**DESK)))
    publish_standard(admin, _in_seconds)


def publish_standard(admin: Browser, change: Callable[[Form], None]) -> None:
    """Draft the next version of the standard policy, change its form, publish it."""
    draft = _draft_standard(admin)
    form = draft.form("reopen_budget_seconds", "targets-0-metric")
    change(form)
    _saved(admin.send(draft, form.press("_publish")))


def _in_seconds(form: Form) -> None:
    form["reopen_budget_seconds"] = str(SECOND_ROUND_SECONDS)
    set_targets(form, {"first_response": FIRST_RESPONSE_SECONDS, "resolution": RESOLUTION_SECONDS})
    _leave_it_to_the_agent(form)


def _draft_standard(admin: Browser) -> Page:
    """Draft the next version of the last policy in order, the one that takes what others leave."""
    page = admin.get(POLICIES_PAGE).expect(200)
    form = page.form("action", "_selected_action")
    form["action"] = "draft_new_version"
    form["_selected_action"] = form.options["_selected_action"][-1]
    answer = _saved(admin.send(page, form))
    said = answer.root.first("ul", class_="messagelist")
    link = said.first("a") if said else None
    if link is None:
        raise Refused(f"The admin offers no draft to change: {answer.text[:500]}")
    return admin.get(link["href"]).expect(200)


def set_targets(form: Form, wanted: dict[str, int]) -> None:
    """Promise these metrics within so many seconds, day and night; the rest stays."""
    rows = {n: form[name] for name in form.names if (n := _row(name)) is not None}
    always = next(form[f"targets-{n}-calendar"] for n in rows if rows[n] == "acknowledgement")
    for n, metric in rows.items():
        if metric in wanted:
            form[f"targets-{n}-kind"] = "duration"
            form[f"targets-{n}-amount"] = str(wanted[metric])
            form[f"targets-{n}-calendar"] = always


def _leave_it_to_the_agent(form: Form) -> None:
    """Where seconds are promised, the lead would take over while the agent still writes."""
    for name in form.names:
        if name.endswith("-hands_to_lead"):
            form[name] = False


def _row(name: str) -> str | None:
    found = TARGET.match(name)
    return found[1] if found else None


def _saved(page: Page) -> Page:
    """Raises Refused with what the admin objects to, if it does."""
    page.expect(200)
    errors = [item.text for item in page.root.all("ul") if "errorlist" in item["class"].split()]
    if errors:
        raise Refused(f"The admin refused {page.url}: {errors}")
    return page
