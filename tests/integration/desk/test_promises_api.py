"""Calendars and policies over the API: made, changed, published; what can't be is refused."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tickets.models import BusinessCalendar, ConfigurationEvent, Recalculation, SlaPolicy

OFFICE = {"tz": "Europe/Berlin", "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}}
NIGHT = {"code": "night", "name_en": "Night shift", "name_zh": "夜班"}


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def send(client: Client, name: str, *args: str, verb: str = "post", **body: object):
    url = reverse(f"api:{name}", args=args)
    return getattr(client, verb)(url, json.dumps(body), content_type="application/json")


# --- Calendars -------------------------------------------------------------------------------


def test_a_calendar_is_made_and_listed(adam: Client) -> None:
    answer = send(adam, "calendars", **NIGHT, hours=OFFICE)
    assert answer.status_code == 201, answer.content
    assert answer.json()["warnings"] == []
    listed = {row["code"]: row for row in adam.get(reverse("api:calendars")).json()}
    assert listed["night"]["latest"]["weekly"] == OFFICE["weekly"]
    assert ConfigurationEvent.objects.filter(model="calendarversion").exists()


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"weekly": {}, "special": {}}, "weekly", "Add opening hours"),
        ({"weekly": {"mon": [["18:00", "09:00"]]}}, "weekly.mon[0]", "does not come after"),
        (
            {"weekly": {"mon": [["09:00", "13:00"], ["12:00", "18:00"]]}},
            "weekly.mon",
            "overlap",
        ),
        ({"tz": "Mars/Olympus"}, "tz", "Choose an IANA name"),
        ({"holidays": {"1.10.2026": "X"}}, "holidays.1.10.2026", "Write it as YYYY-MM-DD"),
        ({"breaks": [{"date": "2026-10-12", "from": "noon", "to": "13:00"}]}, "breaks[0]", "noon"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_by_field(
    adam: Client, changed: dict, field: str, says: str
) -> None:
    made = send(adam, "calendars", **NIGHT, hours=OFFICE | changed)
    assert made.status_code == 400
    assert says in str(made.json()["errors"]["hours"][field])
    assert not BusinessCalendar.objects.filter(code="night").exists()

    version = send(adam, "calendar-versions", "site", **changed)
    assert version.status_code == 400
    assert says in str(version.json()["errors"][field])
    assert BusinessCalendar.objects.get(code="site").versions.count() == 1


def test_a_version_to_come_is_written_and_clocks_follow(adam: Client) -> None:
    answer = send(adam, "calendar-versions", "site", close_of_business="17:00").json()
    assert (answer["number"], answer["close_of_business"]) == (2, "17:00:00")
    assert answer["tickets_following"] == 0
    again = send(adam, "calendar-versions", "site", close_of_business="18:00").json()
    assert again["number"] == 2
    assert Recalculation.objects.count() == 2


def test_time_that_has_passed_keeps_its_rules(adam: Client) -> None:
    past = timezone.now().replace(year=2020).isoformat()
    answer = send(adam, "calendar-versions", "site", valid_from=past)
    assert "exempt the breaches" in str(answer.json()["errors"]["valid_from"])


def test_holidays_are_added_and_a_make_up_day_on_one_warns(adam: Client) -> None:
    BusinessCalendar.objects.get(code="site").versions.update(
        holidays={"2026-02-14": "Stocktaking"}, special={}
    )
    answer = send(adam, "calendar-holidays", "site", country="CN", year=2026).json()
    assert answer["special"]["2026-02-14"] == [["09:00", "18:00"]]
    assert ["2026-02-14" in sentence for sentence in answer["warnings"]] == [True]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"ical": "PK not a calendar"}, "ical", "iCal"),
        ({"country": "CN"}, "year", "Enter the year"),
        ({}, "country", "Send a country and a year"),
        ({"country": "CN", "year": 2099}, "year", "known from 2004"),
    ],
)
def test_a_list_of_days_that_is_none_is_refused(
    adam: Client, given: dict, field: str, says: str
) -> None:
    answer = send(adam, "calendar-holidays", "site", **given)
    assert answer.status_code == 400
    assert says in str(answer.json()["errors"][field])
    assert BusinessCalendar.objects.get(code="site").versions.count() == 1


# --- Policies --------------------------------------------------------------------------------


def targets_of(code: str) -> list[dict]:
    version = SlaPolicy.objects.get(code=code).versions.latest("number")
    rows = version.targets.select_related("calendar")
    return [
        {
            "tier": row.tier_id,
            "metric": row.metric,
            "kind": row.kind,
            "amount": row.amount,
            "calendar": row.calendar.code if row.calendar else None,
        }
        for row in rows
    ]


def test_a_version_is_drafted_and_published(adam: Client) -> None:
    rows = targets_of("standard")
    rows[0] |= {"amount": 7}
    rung = {"percent": 80, "tell": ["lead"], "repeat_seconds": 600}
    answer = send(adam, "policy-versions", "standard", targets=rows, ladder=[rung], publish=True)
    assert answer.status_code == 201, answer.content
    assert answer.json()["published_at"]
    version = SlaPolicy.objects.get(code="standard").versions.get(number=2)
    assert version.targets.get(tier=rows[0]["tier"], metric=rows[0]["metric"]).amount == 7
    assert version.ladder.get().repeat_seconds == 600
    shown = adam.get(reverse("api:policy-versions", args=["standard"])).json()
    assert [row["number"] for row in shown] == [2, 1]


def test_an_incomplete_matrix_is_not_published_and_its_cells_are_named(adam: Client) -> None:
    rows = [
        row for row in targets_of("standard") if (row["tier"], row["metric"]) != (2, "resolution")
    ]
    answer = send(adam, "policy-versions", "standard", targets=rows, publish=True)
    assert answer.status_code == 422
    assert "High: Solved" in answer.json()["detail"]
    assert SlaPolicy.objects.get(code="standard").versions.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"amount": 0}, "amount"), ({"amount": -5}, "amount"), ({"calendar": None}, "calendar")],
)
def test_a_target_that_cannot_be_is_refused_by_field(
    adam: Client, changed: dict, field: str
) -> None:
    rows = targets_of("standard")
    rows[1] |= {"kind": "duration"} | changed
    answer = send(adam, "policy-versions", "standard", targets=rows)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]["targets"]["1"]
    assert SlaPolicy.objects.get(code="standard").versions.count() == 1


def test_a_policy_is_made_with_conditions(adam: Client) -> None:
    given = {"code": "vip", "name_en": "VIP", "name_zh": "贵宾", "position": 5}
    answer = send(adam, "policies", **given, customer_tiers=["gold"], teams=["front_desk"])
    assert answer.status_code == 201, answer.content
    policy = SlaPolicy.objects.get(code="vip")
    assert (policy.customer_tiers, policy.teams.get().code) == (["gold"], "front_desk")
    assert adam.get(reverse("api:policies")).json()[0]["code"] == "vip"


@pytest.mark.parametrize("changed", [{"is_active": False}, {"kinds": ["complaint"]}])
def test_the_last_catch_all_stays_one(adam: Client, changed: dict) -> None:
    answer = send(adam, "policy", "standard", verb="patch", **changed)
    assert answer.status_code == 422
    assert "has to match everything" in answer.json()["detail"]
    policy = SlaPolicy.objects.get(code="standard")
    assert (policy.is_active, policy.kinds) == (True, [])
    assert send(adam, "policy", "standard", verb="patch", position=7).status_code == 200


def test_only_who_configures_sets_up(client: Client, cast: Cast) -> None:
    client.force_login(cast.mei)
    answer = send(client, "calendars", **NIGHT, hours=OFFICE)
    assert answer.status_code == 403
    assert "configure the desk" in answer.json()["detail"]
