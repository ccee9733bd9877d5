"""Before promises change: what running clocks would do, holidays imported, files refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, ticket
from tests.integration.admin.test_configuration import form_of
from tickets.models import (
    BusinessCalendar,
    ConfigurationEvent,
    Recalculation,
    SlaBreach,
    SlaPolicy,
    SlaTarget,
    Ticket,
)
from tickets.sla import publishing

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


@pytest.fixture
def open_case(cast: Cast) -> Ticket:
    """Received three hours ago: a first reply within one hour would be late."""
    return ticket(cast.rosa, at=NOW - timedelta(hours=3))


def drafted() -> tuple[str, SlaTarget]:
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    url = reverse("admin:tickets_slapolicyversion_change", args=[draft.pk])
    return url, draft.targets.get(metric="first_response", tier=3)


def with_amount(client: Client, url: str, target: SlaTarget, seconds: int) -> dict:
    data = form_of(client, url)
    row = next(
        name.removesuffix("-id") for name, value in data.items()
        if name.startswith("targets-") and name.endswith("-id") and value == target.pk
    )  # fmt: skip
    return data | {f"{row}-amount": str(seconds)}


def test_a_draft_is_previewed_with_what_was_typed_and_nothing_is_kept(
    adam: Client, open_case: Ticket
) -> None:
    url, target = drafted()
    given = with_amount(adam, url, target, 3600)

    page = adam.post(url, given | {"_preview": "1"})

    said = page.context["seen"]
    assert (said.tickets, said.total, said.breaking) == (1, 1, 1)
    assert open_case.number in page.content.decode()
    target.refresh_from_db()
    assert target.amount == 24 * 3600
    assert not SlaBreach.objects.exists()

    kept = dict(page.context["kept"])
    assert adam.post(url, kept | {"_publish": "1"}).status_code == 302
    target.refresh_from_db()
    assert target.amount == 3600
    assert target.version.published_at is not None


def test_a_wrong_target_is_refused_before_any_preview(adam: Client, open_case: Ticket) -> None:
    url, target = drafted()
    page = adam.post(url, with_amount(adam, url, target, 0) | {"_preview": "1"})
    assert "above zero" in page.content.decode()


def test_a_published_version_is_applied_after_a_look(adam: Client, open_case: Ticket) -> None:
    _url, target = drafted()
    SlaTarget.objects.filter(pk=target.pk).update(amount=3600)
    publishing.publish(target.version, at=NOW)
    url = reverse("admin:tickets_slapolicyversion_apply", args=[target.version_id])

    assert adam.get(url).context["seen"].breaking == 1
    assert not Recalculation.objects.exists()
    assert adam.post(url).status_code == 302

    wave = Recalculation.objects.get()
    assert (wave.what, wave.total, wave.requested_by.username) == ("policies", 1, "adam")


def test_a_draft_cannot_be_applied(adam: Client) -> None:
    _url, target = drafted()
    url = reverse("admin:tickets_slapolicyversion_apply", args=[target.version_id])
    assert adam.post(url).status_code == 404


def test_a_calendar_is_previewed_and_no_clock_follows_yet(adam: Client, open_case: Ticket) -> None:
    calendar = BusinessCalendar.objects.get(code="site")
    adam.post(
        reverse("admin:tickets_businesscalendar_changelist"),
        {"action": "draft_new_version", "_selected_action": [calendar.pk]},
    )
    version = calendar.versions.latest("number")
    url = reverse("admin:tickets_calendarversion_change", args=[version.pk])

    given = form_of(adam, url) | {"close_of_business": "17:00", "_preview": "1"}
    page = adam.post(url, given)

    assert page.context["seen"].total == 1
    version.refresh_from_db()
    assert version.close_of_business is None
    assert not Recalculation.objects.exists()


# --- Holidays --------------------------------------------------------------------------------


@pytest.fixture
def import_url(cast: Cast) -> str:
    calendar = BusinessCalendar.objects.get(code="site")
    calendar.versions.update(holidays={}, special={})
    return reverse("admin:tickets_businesscalendar_holidays", args=[calendar.pk])


def test_holidays_of_china_are_shown_then_added_as_a_version_to_come(
    adam: Client, import_url: str, open_case: Ticket
) -> None:
    calendar = BusinessCalendar.objects.get(code="site")
    page = adam.post(import_url, {"source": "country", "country": "CN", "year": "2026"})
    found = page.context["found"]
    assert len(found["changes"]) == 33 + 6
    assert calendar.versions.count() == 1

    assert adam.post(import_url, {"days": found["days"]}).status_code == 302

    version = calendar.versions.latest("number")
    assert version.number == 2
    assert version.valid_from > timezone.now()
    assert version.special["2026-02-14"] == [["09:00", "18:00"]]
    assert version.holidays["2026-10-01"] == "国庆节 National Day"
    assert Recalculation.objects.get().calendar_id == calendar.pk
    assert ConfigurationEvent.objects.filter(code="config.drafted").exists()


def test_a_second_import_goes_into_the_version_to_come(adam: Client, import_url: str) -> None:
    for country in ("CN", "DE"):
        given = {"source": "country", "country": country, "year": "2026"}
        found = adam.post(import_url, given).context["found"]
        adam.post(import_url, {"days": found["days"]})
    version = BusinessCalendar.objects.get(code="site").versions.latest("number")
    assert version.number == 2
    assert {"2026-10-07", "2026-12-25"} <= set(version.holidays)


def test_a_make_up_day_on_a_holiday_warns(adam: Client, import_url: str) -> None:
    calendar = BusinessCalendar.objects.get(code="site")
    calendar.versions.update(holidays={"2026-02-14": "Stocktaking"})
    given = {"source": "country", "country": "CN", "year": "2026"}
    found = adam.post(import_url, given).context["found"]
    assert ["2026-02-14" in problem.sentence for problem in found["warnings"]] == [True]
    page = adam.post(import_url, {"days": found["days"]}, follow=True)
    assert "both a holiday and a day with special hours" in page.content.decode()


def test_an_ical_file_is_imported(adam: Client, import_url: str) -> None:
    body = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nSUMMARY:Founding day\r\n"
        b"DTSTART;VALUE=DATE:20270912\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    given = {"source": "file", "file": SimpleUploadedFile("days.ics", body)}
    found = adam.post(import_url, given).context["found"]
    adam.post(import_url, {"days": found["days"]})
    version = BusinessCalendar.objects.get(code="site").versions.latest("number")
    assert version.holidays == {"2027-09-12": "Founding day"}


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"source": "country", "country": "CN", "year": "2099"}, "year", "known from 2004"),
        ({"source": "country", "country": "CN"}, "year", "Enter the year"),
        ({"source": "country", "country": "XX", "year": "2026"}, "country", "valid choice"),
        ({"source": "file"}, "file", "Choose the file"),
        ({"source": "file", "file": b"PK\x03\x04 not a calendar"}, "file", "iCal"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_at_its_field(
    adam: Client, import_url: str, given: dict, field: str, says: str
) -> None:
    if isinstance(given.get("file"), bytes):
        given = given | {"file": SimpleUploadedFile("days.ics", given["file"])}
    page = adam.post(import_url, given)
    assert page.status_code == 422
    assert says in str(page.context["form"].errors[field])
    assert BusinessCalendar.objects.get(code="site").versions.count() == 1


def test_a_list_that_changed_on_its_way_is_not_added(adam: Client, import_url: str) -> None:
    page = adam.post(import_url, {"days": "something-else"}, follow=True)
    assert "Read it again" in page.content.decode()
    assert BusinessCalendar.objects.get(code="site").versions.count() == 1


def test_only_who_configures_imports(client: Client, cast: Cast, import_url: str) -> None:
    client.force_login(cast.mei)
    assert client.get(import_url).status_code in (302, 403)
