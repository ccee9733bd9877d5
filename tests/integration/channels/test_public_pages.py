"""The pages anybody can read, and the page after sending."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from channels.models import Channel, Mailbox
from tests.customer import browser, complain, send_form, words
from tests.integration.channels.test_links import everything
from tickets.models import DeskSettings, SlaTarget, Ticket

pytestmark = pytest.mark.usefixtures("starter")


@pytest.mark.parametrize("path", ["/", "/complain/", "/how-to-complain/", "/new-link/"])
@pytest.mark.parametrize(("asked", "given"), [("en", "en"), ("zh-TW,zh;q=0.9", "zh-Hans")])
def test_every_page_speaks_the_language_of_the_browser_and_offers_the_other(
    path: str, asked: str, given: str
) -> None:
    page = browser(asked).get(path)
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{given}"' in text
    assert {"English", "简体中文"} <= set(re.findall(r"English|简体中文", text))


def test_the_switch_holds_from_page_to_page() -> None:
    client = browser("en")
    client.post("/language/", {"language": "zh-hans", "next": "/complain/"})
    assert '<html lang="zh-Hans"' in client.get("/how-to-complain/").content.decode()


@pytest.mark.parametrize("path", ["/", "/complain/", "/how-to-complain/", "/new-link/"])
def test_no_page_carries_script_or_style_of_its_own(path: str) -> None:
    text = browser().get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_how_to_complain_names_the_ways_that_are_open() -> None:
    Channel.objects.filter(code="wechat_oa").update(is_active=False)
    Channel.objects.filter(code="hotline").update(settings={"how_en": "Call 400-000-0000"})
    text = words(browser().get("/how-to-complain/"))
    assert "Call 400-000-0000" in text
    assert "WeChat" not in text


def test_how_to_complain_begins_with_the_form_and_says_where_to_write() -> None:
    email = Channel.objects.get(code="email")
    for code, is_enabled in (("support", True), ("old", False)):
        Mailbox.objects.create(
            code=code, address=f"{code}@harbour.test", channel=email, is_enabled=is_enabled
        )
    text = browser().get("/how-to-complain/").content.decode()
    ways = text[text.index('id="ways"') : text.index('id="send"')]
    assert "/complain/" in ways[: ways.index("</li>")]
    assert 'href="mailto:support@harbour.test"' in ways
    assert "old@harbour.test" not in ways


def test_how_to_complain_promises_what_the_policies_promise() -> None:
    page = words(browser().get("/how-to-complain/"))
    assert "within 15 min" in page
    targets = SlaTarget.objects.filter(tier=1, metric="first_response", kind="duration")
    assert set(targets.values_list("amount", flat=True)) == {900}
    targets.update(amount=1800)
    assert "within 30 min" in words(browser().get("/how-to-complain/"))


def test_how_to_complain_names_other_ways_to_get_redress_as_configured() -> None:
    DeskSettings.objects.update(outside_redress_en="Ask the ombudsman.", outside_redress_zh="")
    assert "Ask the ombudsman." in words(browser().get("/how-to-complain/"))
    assert "ombudsman" not in words(browser("zh-CN").get("/how-to-complain/"))


# --- After sending --------------------------------------------------------------------------


def test_reading_the_page_after_sending_changes_nothing() -> None:
    client = browser()
    where = send_form(client)["Location"]
    before = everything()
    for _ in range(50):
        assert client.get(where).status_code == 200
    assert everything() == before


def test_the_page_after_sending_is_kept_for_a_day_and_is_nobody_elses() -> None:
    where = send_form(browser())["Location"]
    assert browser().get(where[:-2] + "x/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=5)):
        gone = browser().get(where)
    assert gone.status_code == 410
    assert Ticket.objects.get().number not in words(gone)


def test_without_an_address_no_mail_is_promised() -> None:
    page = words(complain(browser(), email="", phone="13800138000"))
    assert "We sent the same" not in page
    assert "keep the link below" in page


def test_a_refused_form_leads_the_keyboard_to_each_field() -> None:
    answer = send_form(browser(), text="", hurt="")
    text = answer.content.decode()
    assert "What happened: Describe what happened" in words(answer)
    targets = re.findall(r'<a href="#([^"]+)">', text)
    assert {"id_text", "id_hurt"} <= set(targets)
    for target in ("id_text", "id_hurt"):
        assert f'id="{target}"' in text
    field: Any = re.search(r"<textarea[^>]*>", text)
    assert 'aria-invalid="true"' in field.group()
    assert "id_text_error" in field.group()
