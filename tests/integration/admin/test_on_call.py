"""On-call webhooks in the admin, and whom the ticket's page says they tell."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, ticket
from tickets.models import ConfigurationEvent, LadderStep, OnCallWebhook

ADD = "/admin/tickets/oncallwebhook/add/"
VARIABLE = "FEEDBACK_DESK_SECRET_PAGER"


@pytest.fixture
def adam(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv(VARIABLE, "a-long-secret")
    client.force_login(cast.adam)
    return client


def given(**fields: Any) -> dict[str, Any]:
    usual = {
        "name_en": "Night shift",
        "name_zh": "夜班",
        "is_active": "on",
        "url": "https://pager.example/alarms",
        "secret_variable": VARIABLE,
    }
    return usual | fields


def test_a_pager_is_added_and_put_on_record(adam: Client) -> None:
    assert adam.post(ADD, given()).status_code == 302
    assert OnCallWebhook.objects.get().name_en == "Night shift"
    assert ConfigurationEvent.objects.filter(model="oncallwebhook", code="config.added").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "pager"}, "Enter the whole address"),
        ({"url": "ftp://pager.example/"}, "Enter the whole address"),
        ({"secret_variable": "SECRET_KEY"}, "FEEDBACK_DESK_SECRET_"),
        ({"secret_variable": f"{VARIABLE}_2"}, f"{VARIABLE}_2 is not set here. Set it"),
    ],
)
def test_what_could_not_call_is_refused_with_the_fix(
    adam: Client, fields: dict[str, str], words: str
) -> None:
    response = adam.post(ADD, given(**fields))
    (field,) = fields
    assert words in str(response.context["adminform"].form.errors[field])
    assert not OnCallWebhook.objects.exists()


def test_one_that_a_ladder_names_is_not_deleted(adam: Client) -> None:
    pager = OnCallWebhook.objects.create(name_en="N", name_zh="夜", url="https://p.example/")
    url = reverse("admin:tickets_oncallwebhook_delete", args=[pager.pk])
    assert adam.get(url).status_code == 200
    LadderStep.objects.filter(percent=50).update(tell_webhook=pager)
    assert adam.get(url).status_code == 403


def test_the_page_and_the_api_say_whom_the_next_level_tells(cast: Cast, client: Client) -> None:
    pager = OnCallWebhook.objects.create(name_en="Pager", name_zh="呼机", url="https://p.example/")
    LadderStep.objects.filter(percent=50).update(tell_webhook=pager)
    case = ticket(cast.rosa)
    client.force_login(cast.ana)
    page = client.get(reverse("desk:ticket", args=[case.pk])).content.decode()
    assert "tells owner, Pager" in page

    clocks = client.get(f"/api/v1/tickets/{case.number}/clocks/").json()["clocks"]
    first_reply = next(clock for clock in clocks if clock["metric"] == "first_response")
    assert first_reply["next_level"]["also_tells"] == ["Pager"]

    OnCallWebhook.objects.update(name_en="Duty phone")
    page = client.get(reverse("desk:ticket", args=[case.pk])).content.decode()
    assert "tells owner, Duty phone" in page
