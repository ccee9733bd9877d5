"""Built forms in a real browser: they record, remember, prove work, stand in other sites' pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, Route, expect

from channels.web.models import Form
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS, Screen, look_at
from tests.browser.window import Look
from tests.cast import Cast
from tests.forms import SCENE, draft, field, published
from tests.integration.channels.test_form import PNG
from tickets.models import Attachment, Message, Ticket

WORDS = "The lamp fell down."


def fill_first(page: Page | FrameLocator, text: str = WORDS) -> None:
    page.locator("[name=hurt][value=no]").check()
    page.locator("[name=text]").fill(text)


def fill_second(page: Page | FrameLocator) -> None:
    page.locator("[name=name]").fill("Rosa Delgado")
    page.locator("[name=email]").fill("rosa@example.test")


def go_on(page: Page | FrameLocator) -> None:
    page.locator("main form .button-primary").click()


# --- A voice note ---------------------------------------------------------------------------


def record(page: Page) -> None:
    """Record two seconds; on a busy machine the browser's own microphone is silent now and then."""
    taken, silent = page.locator("[data-play]"), page.locator("[data-said]:not(:empty)")
    for _attempt in range(5):
        page.locator("[data-record]").click()
        expect(page.locator("[data-time]")).to_contain_text("0:02 / 3:00")
        page.locator("[data-stop]").click()
        expect(taken.or_(silent).first).to_be_visible()
        if taken.is_visible():
            return
        expect(silent).to_have_text(re.compile("Nothing was heard|没有录到"))
    raise AssertionError("The browser's microphone stayed silent.")


def plays(page: Page, selector: str) -> bool:
    """Whether the browser can read the sound and begins to play it."""
    begin = "audio => audio.play().then(() => audio.readyState >= 2 && !audio.error)"
    return page.locator(selector).first.evaluate(begin)


def test_rosa_records_a_voice_note_and_ana_plays_it(window: Open, cast: Cast) -> None:
    page = window().open("/complain/")
    record(page)
    assert plays(page, "[data-play]")
    page.locator("[data-delete]").click()
    expect(page.locator("[data-record]")).to_be_focused()
    assert page.locator("[name=own_voice_note]").evaluate("input => input.files.length") == 0
    record(page)
    fill_first(page)
    go_on(page)
    fill_second(page)
    go_on(page)
    page.wait_for_url("**/received/**")
    attached = Attachment.objects.get()
    assert attached.file.content_type == "audio/webm"
    desk = window(cast.mei).open(f"/desk/tickets/{Ticket.objects.get().pk}/")
    assert plays(desk, ".message audio")


# --- Drafts ---------------------------------------------------------------------------------


def test_what_was_typed_waits_on_the_device_until_it_has_arrived(window: Open) -> None:
    page = window().open("/complain/")
    expect(page.locator("[data-draft-forget]")).to_be_hidden()
    fill_first(page)
    page.locator("[name=property_loss]").check()
    go_on(page)
    page.goto("/complain/")
    expect(page.locator("[name=text]")).to_have_value(WORDS)
    expect(page.locator("[name=hurt][value=no]")).to_be_checked()
    expect(page.locator("[name=property_loss]")).to_be_checked()
    go_on(page)
    fill_second(page)
    go_on(page)
    page.wait_for_url("**/received/**")
    page.goto("/complain/")
    expect(page.locator("[name=text]")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_what_was_typed_is_forgotten_when_somebody_says_so(window: Open) -> None:
    page = window().open("/complain/")
    page.locator("[name=text]").fill(WORDS)
    page.locator("[data-draft-forget]").click()
    expect(page.locator("[name=text]")).to_have_value("")
    page.goto("/complain/")
    expect(page.locator("[name=text]")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


# --- Proof of work --------------------------------------------------------------------------


def test_a_browser_solves_the_puzzle_by_itself(window: Open) -> None:
    published("guarded", asks_proof=True)
    page = window().open("/c/guarded/")
    fill_first(page)
    go_on(page)
    fill_second(page)
    go_on(page)
    page.wait_for_url("**/received/**")
    assert Ticket.objects.get().messages.get().text == WORDS


def test_nobody_can_press_send_before_the_puzzles_script_has_come(window: Open) -> None:
    published("guarded", asks_proof=True)
    page = window().open("/c/guarded/")
    held: list[Route] = []
    page.route(re.compile(r"/js/proof\.(\w+\.)?js"), lambda route: held.append(route))
    fill_first(page)
    go_on(page)
    fill_second(page)
    expect(page.locator("main form .button-primary")).to_have_count(0)
    page.locator("[name=name]").press("Enter")
    held.pop().continue_()
    go_on(page)
    page.wait_for_url("**/received/**")
    assert Ticket.objects.get().messages.get().text == WORDS


def test_without_javascript_the_puzzle_says_how_else_to_reach_us(window: Open) -> None:
    published("guarded", asks_proof=True)
    page = window(scripts=False).open("/c/guarded/")
    fill_first(page)
    go_on(page)
    expect(page.locator(".proof a")).to_have_attribute("href", "/how-to-complain/")
    fill_second(page)
    go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("Switch JavaScript on")
    expect(page.locator("[name=name]")).to_have_value("Rosa Delgado")
    assert not Ticket.objects.exists()


# --- In somebody else's page ----------------------------------------------------------------


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another site with the desk's script in it."""

    def __init__(self, *args: Any, desk: str, **kwargs: Any) -> None:
        self.desk = desk
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        script = f'<script src="{self.desk}/widget.js" data-form="shop"></script>'
        body = f'<!doctype html><html lang="zh-CN"><title>Shop</title><h1>Shop</h1>{script}'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: Any) -> None:
        """Nothing: the test reads the browser, not this log."""


@pytest.fixture
def shop(address: str) -> Iterator[str]:
    """The address of another site. `localhost` is another site than `127.0.0.1` for a browser."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Elsewhere, desk=address))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visitor(chromium: Browser, window: Open) -> Iterator[Page]:
    """A page of a browser that is at no desk; `window` is asked for because it opens the doors."""
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def desk_frame(page: Page, address: str) -> Frame | None:
    return next((frame for frame in page.frames if frame.url.startswith(address)), None)


def test_an_allowed_site_shows_the_form_and_takes_a_complaint(
    visitor: Page, shop: str, address: str
) -> None:
    published("shop", SCENE, origins=[shop])
    visitor.goto(shop)
    form = visitor.frame_locator("iframe")
    expect(form.locator("html")).to_have_attribute("lang", "zh-Hans")
    fill_first(form)
    form.locator("[name=own_scene][value=shop]").check()
    go_on(form)
    fill_second(form)
    go_on(form)
    number = form.locator(".lead strong")
    expect(number).to_be_visible()
    case = Ticket.objects.get()
    expect(number).to_have_text(case.number)
    assert case.customer.language == "zh-hans"
    height = visitor.locator("iframe").evaluate("frame => frame.offsetHeight")
    inside = form.locator(".public").evaluate("page => page.offsetHeight")
    assert abs(height - inside) <= 2


def test_another_site_gets_a_link_and_no_form(visitor: Page, shop: str, address: str) -> None:
    published("shop", origins=["https://www.example.com"])
    visitor.goto(shop)
    expect(visitor.locator(f"a[href='{address}/c/shop/']")).to_be_visible()
    expect(visitor.locator("iframe")).to_have_count(0)
    assert desk_frame(visitor, address) is None


def test_a_form_that_no_site_may_embed_is_shown_by_none(
    visitor: Page, shop: str, address: str
) -> None:
    published("shop")
    assert Form.objects.get(slug="shop").origins == []
    visitor.goto(shop)
    expect(visitor.locator("a[href$='/c/shop/']")).to_be_visible()


# --- How they look --------------------------------------------------------------------------

EVERY_KIND = (
    SCENE,
    field("several", "several", options=SCENE.options),
    field("score", "score", scale=10),
    field("visit", "date"),
    field("receipt", "line"),
    field("more", "words"),
    field("paper", "file"),
    field("voice", "voice"),
    field("callback", "choice", screen=2, options=SCENE.options),
)


def upload_and_miss(page: Page) -> None:
    paper = {"name": "paper.png", "mimeType": "image/png", "buffer": PNG}
    page.locator("[name=own_paper]").set_input_files(paper)
    go_on(page)
    expect(page.locator("label.check", has_text="paper.png")).to_be_visible()


def to_the_second(page: Page) -> None:
    fill_first(page)
    page.locator("[name=own_scene][value=shop]").check()
    go_on(page)


@LOOKS
def test_forms_of_every_kind(look: Look, window: Open) -> None:
    published("all", *EVERY_KIND, asks_proof=True)
    published("closed", is_active=False)
    look_at(
        window(look=look),
        [
            Screen("/c/all/"),
            Screen("/c/all/", then=record),
            Screen("/c/all/", then=upload_and_miss),
            Screen("/c/all/", then=to_the_second),
            Screen("/c/all/embedded/"),
            Screen("/c/closed/", status=410),
        ],
    )


@LOOKS
def test_the_pages_where_forms_are_built(look: Look, window: Open, cast: Cast) -> None:
    version = draft("all", *EVERY_KIND)
    place = f"/admin/channels/formversion/{version.pk}"
    look_at(
        window(cast.adam, look),
        [
            Screen("/admin/channels/form/"),
            Screen(f"/admin/channels/form/{version.form_id}/change/"),
            Screen(f"{place}/change/"),
            Screen(f"{place}/preview/"),
        ],
    )


def test_answers_stand_on_the_ticket_page_with_their_labels(window: Open, cast: Cast) -> None:
    published("all", *EVERY_KIND)
    page = window().open("/c/all/")
    to_the_second(page)
    page.locator("[name=own_callback][value=home]").check()
    fill_second(page)
    go_on(page)
    page.wait_for_url("**/received/**")
    case = Ticket.objects.get()
    assert Message.objects.get(ticket=case).text == WORDS
    rail = window(cast.mei).open(f"/desk/tickets/{case.pk}/").locator(".rail")
    expect(rail).to_contain_text("Where was it?")
    expect(rail).to_contain_text("In the shop")
    expect(rail).to_contain_text("English callback")
