"""Numbers and filters of the desk that could be kept, and would let people down."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tickets.models import DeskSettings, SavedQueue

SETTINGS = "/admin/tickets/desksettings/1/change/"


@pytest.fixture
def adam(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.adam)
    return client


def kept(client: Client) -> dict[str, Any]:
    """What a browser sends back of the settings as they are."""
    form = client.get(SETTINGS).context["adminform"].form
    return {field.html_name: field.value() for field in form}


@pytest.mark.parametrize(
    ("typed", "field", "way_out"),
    [
        ({"survey_hours_to": 30}, "survey_hours_to", "from 1 to 24"),
        ({"survey_threshold": 5}, "survey_threshold", "from 0 to 4"),
        ({"survey_window_seconds": 0, "survey_reminder_seconds": 0}, "survey_window_seconds",
         "how long"),
        ({"survey_reminder_seconds": 9_999_999}, "survey_reminder_seconds", "shorter"),
        ({"silence_reminder_days": 7}, "silence_resolve_days", "more days"),
        ({"lead_at_reopen": 4}, "manager_at_reopen", "or a higher one"),
        ({"undo_send_seconds": 3601}, "undo_send_seconds", "3600, at most"),
        ({"status_link_days": 0}, "status_link_days", "one day at least"),
    ],
)  # fmt: skip
def test_a_number_that_lets_people_down_is_refused_with_the_way_out(
    adam: Client, typed: dict[str, int], field: str, way_out: str
) -> None:
    before = kept(adam)
    errors = adam.post(SETTINGS, before | typed).context["adminform"].form.errors
    assert way_out in str(errors[field])
    assert kept(adam) == before


def test_quick_numbers_for_trying_out_are_taken(adam: Client) -> None:
    quick = {"undo_send_seconds": 0, "survey_delay_seconds": 1, "survey_hours_from": 0,
             "survey_hours_to": 24, "survey_window_seconds": 20, "survey_reminder_seconds": 5,
             "close_after_seconds": 0}  # fmt: skip
    assert adam.post(SETTINGS, kept(adam) | quick).status_code == 302
    assert DeskSettings.objects.get().survey_window_seconds == 20


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ('{"statuss": ["new"]}', "filtered by: "),
        ('["new"]', "filtered by: "),
        ('{"status": ["asleep"]}', "“asleep”"),
        ('{"team": ["nobody"]}', "“nobody”"),
    ],
)
def test_a_queue_that_would_show_something_else_is_refused(
    adam: Client, filters: str, said: str
) -> None:
    """An unknown filter narrows nothing: such a queue would quietly hold every ticket."""
    given = {"name_en": "Odd", "name_zh": "怪", "filters": filters, "position": 1}
    response = adam.post(reverse("admin:tickets_savedqueue_add"), given)
    assert said in str(response.context["adminform"].form.errors["filters"])
    assert not SavedQueue.objects.filter(name_en="Odd").exists()


def test_a_queue_of_what_there_is_is_kept(adam: Client, cast: Cast) -> None:
    filters = f'{{"status": ["new"], "team": ["{cast.team.pk}"], "order": "newest"}}'
    given = {"name_en": "Mine", "name_zh": "我的", "filters": filters, "position": 1}
    assert adam.post(reverse("admin:tickets_savedqueue_add"), given).status_code == 302
