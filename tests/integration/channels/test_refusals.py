"""A file that isn't taken shows on the system page, on the row of its channel, as no failure."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from channels import health
from channels.models import ChannelHealth
from channels.refusals import FILE_REFUSED, note_refused_file
from tests.cast import START, Cast, later, person
from tests.customer import browser, send_form
from tickets.models import Store

pytestmark = pytest.mark.django_db


def script() -> SimpleUploadedFile:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    return SimpleUploadedFile("x.svg", svg)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def row(channel: str) -> ChannelHealth:
    return ChannelHealth.objects.get(channel=channel, row="")


def test_a_file_refused_on_the_public_form_is_noted(starter: None) -> None:
    send_form(browser(), files=script())
    state = row("web_form")
    assert (state.last_error, health.is_failing(state)) == (FILE_REFUSED.english, False)


def test_a_file_refused_while_an_agent_writes_a_call_down_is_noted(cast: Cast) -> None:
    call = {"name": "Rosa", "language": "en", "channel": "hotline", "text": "It leaks."}
    refused = signed_in(cast.ana).post(reverse("desk:new-ticket"), call | {"attachments": script()})
    assert refused.status_code == 422
    assert row("hotline").last_error == FILE_REFUSED.english


def test_a_file_refused_on_a_slip_or_in_a_report_is_noted(cast: Cast) -> None:
    store = Store.objects.create(code="harbour", name_en="Harbour Mall", name_zh="海港商场")
    slip = {
        "store": store.pk, "collected_on": "2026-03-09", "channel": "counter", "language": "en",
        "row": "1", "row1-text": "It leaks.", "row1-picture": script(),
    }  # fmt: skip
    signed_in(person("zhou", "store_staff")).post(reverse("channels:slips"), slip)
    assert row("counter").last_error == FILE_REFUSED.english
    report = {"whose": "own", "text": "It leaks.", "hurt": "no", "language": "en"}
    signed_in(person("emil", "employee")).post(
        reverse("channels:new_report"), report | {"attachments": script()}
    )
    assert row("internal_staff").last_error == FILE_REFUSED.english


def test_what_fails_goes_on_failing(starter: None) -> None:
    health.failed("web_form", at=START, error="The disk is full.")
    note_refused_file("web_form", at=later(minutes=1))
    assert row("web_form").last_error == "The disk is full."
