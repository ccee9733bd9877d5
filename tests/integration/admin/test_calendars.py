"""Business calendars in the admin: made with their hours, changed as people write them, refused."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.integration.admin.test_configuration import form_of
from tickets.models import BusinessCalendar, CalendarVersion, ConfigurationEvent

ADD = "admin:tickets_businesscalendar_add"


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


@pytest.fixture
def draft_url(adam: Client) -> str:
    """The page of a version of the office hours that starts tomorrow."""
    calendar = BusinessCalendar.objects.get(code="site")
    adam.post(
        reverse("admin:tickets_businesscalendar_changelist"),
        {"action": "draft_new_version", "_selected_action": [calendar.pk]},
    )
    return page_of(calendar.versions.get(number=2))


def page_of(version: CalendarVersion) -> str:
    return reverse("admin:tickets_calendarversion_change", args=[version.pk])


def new_calendar(client: Client, **given: str) -> dict:
    names = {"name_en": "Night shift", "name_zh": "夜班", "code": "night"}
    hours = {f"versions-0-{name}": value for name, value in given.items()}
    return form_of(client, reverse(ADD)) | names | hours


def test_a_calendar_is_made_with_its_hours(adam: Client) -> None:
    given = new_calendar(
        adam,
        tz="Europe/Berlin",
        hours_mon="00:00-06:00, 22:00-24:00",
        hours_tue="9:00 - 12:00, 13:00-18:00",
        special="2026-12-24 09:00-12:00\n2026-12-31 closed",
        holidays="2026-12-25 Christmas Day",
        breaks="2026-12-22 10:00-11:00 Works meeting",
    )
    assert adam.post(reverse(ADD), given).status_code == 302

    version = CalendarVersion.objects.get(calendar__code="night")
    assert (version.number, version.valid_from) == (1, None)
    week = {day: hours for day, hours in version.weekly.items() if hours}
    assert week == {
        "mon": [["00:00", "06:00"], ["22:00", "24:00"]],
        "tue": [["09:00", "12:00"], ["13:00", "18:00"]],
    }
    assert version.special == {"2026-12-24": [["09:00", "12:00"]], "2026-12-31": []}
    assert version.holidays == {"2026-12-25": "Christmas Day"}
    assert version.breaks == [
        {"date": "2026-12-22", "from": "10:00", "to": "11:00", "name": "Works meeting"}
    ]
    assert ConfigurationEvent.objects.filter(model="calendarversion").exists()
    assert "00:00-06:00, 22:00-24:00" in adam.get(page_of(version)).content.decode()


def test_a_calendar_without_hours_is_not_made(adam: Client) -> None:
    page = adam.post(reverse(ADD), new_calendar(adam))
    assert "never opens" in page.content.decode()
    assert not BusinessCalendar.objects.filter(code="night").exists()


def test_a_version_sent_back_unchanged_stays_what_it_was(adam: Client, draft_url: str) -> None:
    version = CalendarVersion.objects.get(calendar__code="site", number=2)
    before = version.config()
    assert adam.post(draft_url, form_of(adam, draft_url)).status_code == 302
    version.refresh_from_db()
    assert version.config() == before


def test_drafting_again_leads_to_the_version_to_come(adam: Client, draft_url: str) -> None:
    calendar = BusinessCalendar.objects.get(code="site")
    page = adam.post(
        reverse("admin:tickets_businesscalendar_changelist"),
        {"action": "draft_new_version", "_selected_action": [calendar.pk]},
        follow=True,
    )
    assert draft_url in page.content.decode()
    version = calendar.versions.latest("number")
    local = version.valid_from.astimezone(ZoneInfo(version.tz))
    assert (version.number, local.hour, local.minute) == (2, 0, 0)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"hours_mon": "18:00-09:00"}, "hours_mon", "does not come after 18:00"),
        ({"hours_tue": "09:00-13:00, 12:00-18:00"}, "hours_tue", "overlap"),
        ({"hours_wed": "nine"}, "hours_wed", "“nine” is no opening time"),
        ({"hours_thu": "25:00-26:00"}, "hours_thu", "is not a time of day"),
        ({"tz": "Mars/Olympus"}, "tz", "Choose an IANA name"),
        ({"holidays": "1 May Labour Day"}, "holidays", "Line 1: “1” is not a date"),
        ({"special": "2026-10-10 18:00-09:00"}, "special", "does not come after"),
        ({"breaks": "2026-10-12 12:00"}, "breaks", "Line 1: Write from when to when"),
        ({"breaks": "2026-10-12 13:00-12:00"}, "breaks", "does not come after"),
        ({"valid_from_0": "2020-01-01"}, "valid_from", "exempt the breaches"),
        (
            {"special": ""} | {f"hours_{day}": "" for day in ("mon", "tue", "wed", "thu", "fri")},
            "hours_mon",
            "never opens",
        ),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_its_field(
    adam: Client, draft_url: str, given: dict, field: str, says: str
) -> None:
    before = CalendarVersion.objects.values().get(calendar__code="site", number=2)
    page = adam.post(draft_url, form_of(adam, draft_url) | given)
    assert page.status_code == 200
    assert says in str(page.context["adminform"].form.errors[field])
    assert CalendarVersion.objects.values().get(pk=before["id"]) == before


def test_a_make_up_day_on_a_holiday_is_saved_with_a_warning(adam: Client, draft_url: str) -> None:
    given = {"holidays": "2027-02-14 Stocktaking", "special": "2027-02-14 09:00-18:00"}
    page = adam.post(draft_url, form_of(adam, draft_url) | given, follow=True)
    said = page.content.decode()
    assert "2027-02-14 (Stocktaking) is both a holiday and a day with special hours." in said
    assert "special.2027" not in said


def test_a_calendar_left_without_hours_gets_them_and_is_no_choice_before(adam: Client) -> None:
    bare = BusinessCalendar.objects.create(code="bare", name_en="Bare", name_zh="空")
    url = reverse("admin:tickets_businesscalendar_change", args=[bare.pk])
    imported = reverse("admin:tickets_businesscalendar_holidays", args=[bare.pk])
    assert adam.get(imported).status_code == 404
    chosen = {"action": "draft_new_version", "_selected_action": [bare.pk]}
    adam.post(reverse("admin:tickets_businesscalendar_changelist"), chosen)
    assert not bare.versions.exists()

    given = form_of(adam, url) | {"versions-0-hours_mon": "09:00-17:00"}
    assert adam.post(url, given).status_code == 302
    assert bare.versions.get().weekly["mon"] == [["09:00", "17:00"]]
    assert adam.get(imported).status_code == 200
