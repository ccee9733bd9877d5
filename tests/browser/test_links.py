"""A page behind a secret link: its forms work, and no request tells its address."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Request, expect

from channels import links
from tests.browser.conftest import Open
from tests.cast import Cast, ticket


def test_rosa_replies_and_switches_language_where_no_address_is_told(
    window: Open, cast: Cast
) -> None:
    path = urlsplit(links.status_url(ticket(cast.rosa))).path
    page = window().open(path)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))

    page.locator("[name=text]").fill("One more thing.")
    page.locator(".reply-form [type=submit]").click()
    expect(page.locator(".said")).to_contain_text("One more thing.")
    page.locator(".languages [lang^=zh]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    posts = [each.all_headers() for each in sent if each.method == "POST"]
    assert [each["origin"] for each in posts] == ["null", "null"]
    # A style sheet names itself to what it imports, never the page.
    assert not [each.url for each in sent if path in each.all_headers().get("referer", "")]
