"""Ana and Teo have the same ticket open, each in a browser of their own."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.stage import hours
from tests.cast import Cast, ticket
from tickets.models import Resolution, Ticket

TEOS_WORDS = "Teo sends a new kettle.\nIt leaves today."


@pytest.fixture
def case(cast: Cast, transactional_db: None) -> Ticket:
    return ticket(cast.rosa, at=timezone.now() - hours(2))


def test_each_sees_that_the_other_is_there(window: Open, cast: Cast, case: Ticket) -> None:
    path = f"/desk/tickets/{case.pk}/"
    ana, teo = window(cast.ana), window(cast.teo)
    ana.page.clock.install()
    ana.open(path)
    expect(ana.page.locator("#here")).to_be_empty()
    teo.open(path)
    expect(teo.page.locator("#here")).to_contain_text("Ana is reading")
    ana.page.clock.fast_forward("00:16")
    expect(ana.page.locator("#here")).to_contain_text("Teo is reading")


def test_the_second_to_resolve_is_told_and_keeps_every_word(
    window: Open, cast: Cast, case: Ticket
) -> None:
    path = f"/desk/tickets/{case.pk}/resolution/"
    ana, teo = window(cast.ana).open(path), window(cast.teo).open(path)
    for page, words in ((ana, "Ana sends a new kettle."), (teo, TEOS_WORDS)):
        page.locator("[name=outcome][value=upheld]").check()
        page.locator("[name=finding]").fill("The seal was faulty.")
        page.locator("[name=public_message]").fill(words)

    ana.locator(".act-form [type=submit]").click()
    ana.wait_for_url(f"**/desk/tickets/{case.pk}/")
    teo.locator(".act-form [type=submit]").click()

    summary = teo.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Someone else changed this ticket meanwhile")
    expect(summary).to_contain_text("Ana")
    expect(teo.locator("[name=public_message]")).to_have_value(TEOS_WORDS)
    expect(teo.locator("[name=finding]")).to_have_value("The seal was faulty.")
    assert Resolution.objects.get().message.text == "Ana sends a new kettle."
