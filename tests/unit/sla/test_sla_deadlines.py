"""Date deadlines and the moments of a ladder."""

from datetime import time

import pytest

from tests.unit.sla.calendars import calendar, every_day
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import CompositeCalendar
from tickets.sla.deadlines import date_budget, date_deadline
from tickets.sla.ladder import fire_at, level_budget

HOUR = 3600
MONDAY_10 = utc("2026-01-05T10:00")
CHINA = {
    "tz": "Asia/Shanghai",
    "holidays": [f"2026-10-0{day}" for day in range(1, 8)],
    "special": {"2026-09-20": [["09:00", "17:00"]], "2026-10-10": [["09:00", "17:00"]]},
}

DEADLINES = [
    # calendar, received, n, rule, close, deadline
    ({}, "2026-01-05T10:00", 1, "business_days_following", None, "2026-01-07T00:00"),
    ({}, "2026-01-05T23:59", 1, "business_days_following", "17:00", "2026-01-06T17:00"),
    ({}, "2026-01-10T11:00", 1, "business_days_following", "17:00", "2026-01-12T17:00"),
    ({}, "2026-01-05T10:00", 5, "calendar_days", "17:00", "2026-01-10T17:00"),
    ({}, "2026-01-05T10:00", 5, "calendar_days_roll", "17:00", "2026-01-12T17:00"),
    # The date is the local one: 16:30Z is already Wednesday in Shanghai.
    (CHINA, "2026-09-29T16:30", 1, "business_days_following", None, "2026-10-08T16:00"),
    (CHINA, "2026-09-29T15:30", 1, "business_days_following", None, "2026-09-30T16:00"),
    (CHINA, "2026-10-08T02:00", 2, "business_days_following", None, "2026-10-10T16:00"),
    (CHINA, "2026-09-20T02:00", 1, "business_days_following", None, "2026-09-21T16:00"),
    # The end of a day that is followed by a midnight that does not exist, or was there twice.
    (
        {"tz": "Asia/Beirut"},
        "2026-03-27T08:00",
        1,
        "calendar_days",
        "24:00",
        "2026-03-28T22:00",
    ),
    (
        {"tz": "Asia/Beirut"},
        "2026-10-23T08:00",
        1,
        "calendar_days",
        "24:00",
        "2026-10-24T22:00",
    ),
    # Closing at a wall time that is skipped, and at one that happens twice.
    ({"tz": "Europe/Berlin"}, "2026-03-28T08:00", 1, "calendar_days", "02:30", "2026-03-29T01:00"),
    ({"tz": "Europe/Berlin"}, "2026-10-24T08:00", 1, "calendar_days", "02:30", "2026-10-25T01:30"),
    # Friday 30 December 2011 never was in Apia.
    (
        {"tz": "Pacific/Apia"},
        "2011-12-29T20:00",
        1,
        "business_days_following",
        None,
        "2012-01-02T10:00",
    ),
    # A fall into daylight saving between receipt and deadline.
    ({"tz": "Europe/London"}, "2026-03-27T10:00", 1, "business_days_following", "17:00",
     "2026-03-30T16:00"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "received", "n", "rule", "close", "expected"), DEADLINES)
def test_a_date_deadline(changes, received, n, rule, close, expected):
    assert date_deadline(utc(received), n, rule, calendar(**changes), close) == utc(expected)


def test_a_day_all_taken_by_a_break_is_no_working_day():
    shut = calendar(breaks=[{"date": "2026-01-06", "from": "08:00", "to": "18:00"}])
    due = date_deadline(MONDAY_10, 1, "business_days_following", shut, time(17))
    assert due == utc("2026-01-07T17:00")


def test_a_deadline_follows_the_version_in_force_on_each_day():
    no_fridays = calendar(weekly={day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed")})
    composite = CompositeCalendar([(None, calendar()), (utc("2026-01-07T00:00"), no_fridays)])
    due = date_deadline(MONDAY_10, 3, "business_days_following", composite)
    assert due == utc("2026-01-13T00:00")


def test_without_working_days_there_is_no_deadline():
    closed = calendar(weekly={})
    assert date_deadline(MONDAY_10, 1, "business_days_following", closed) is None
    assert date_deadline(MONDAY_10, 1, "calendar_days_roll", closed) is None
    assert date_deadline(MONDAY_10, 1, "calendar_days", closed) == utc("2026-01-07T00:00")


@pytest.mark.parametrize(
    ("n", "rule", "close", "word"),
    [
        (-1, "calendar_days", None, "negative"),
        (1, "working_days", None, "business_days_following"),
        (1, "calendar_days", "5 pm", "HH:MM"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(n, rule, close, word):
    with pytest.raises(ValueError, match=word):
        date_deadline(MONDAY_10, n, rule, calendar(), close)


def test_the_budget_of_a_date_deadline_is_the_open_time_until_it():
    deadline = date_deadline(MONDAY_10, 3, "business_days_following", calendar())
    assert date_budget(MONDAY_10, deadline, calendar()) == (7 + 3 * 8) * HOUR


@pytest.mark.parametrize(
    ("percent", "budget", "seconds"),
    [(50, 45, 23), (50, 46, 23), (75, 10, 8), (25, 10, 3), (75, 1, 1), (100, 7, 7), (150, 3, 5)],
)
def test_a_level_is_rounded_half_up_to_whole_seconds(percent, budget, seconds):
    assert level_budget(percent, budget) == seconds


LADDER = [
    (25, "2026-01-05T12:00"),
    (50, "2026-01-05T14:00"),
    (75, "2026-01-05T16:00"),
    (100, "2026-01-06T10:00"),
    (150, "2026-01-06T14:00"),
    (200, "2026-01-07T10:00"),
]


@pytest.mark.parametrize(("percent", "expected"), LADDER)
def test_the_levels_fire_in_open_time(percent, expected):
    assert fire_at(percent, MONDAY_10, 8 * HOUR, calendar()) == utc(expected)


def test_a_level_shifts_with_a_pause_and_waits_for_its_end():
    two_hours = [(utc("2026-01-05T13:00"), utc("2026-01-05T15:00"))]
    assert fire_at(50, MONDAY_10, 8 * HOUR, calendar(), two_hours) == utc("2026-01-05T16:00")
    endless = [(utc("2026-01-05T13:00"), None)]
    assert fire_at(50, MONDAY_10, 8 * HOUR, calendar(), endless) is None


def test_a_make_up_sunday_with_a_night_shift_counts_as_a_working_day():
    nights = calendar(weekly=every_day(("22:00", "24:00"), ("00:00", "06:00")))
    due = date_deadline(MONDAY_10, 1, "business_days_following", nights)
    assert due == utc("2026-01-07T00:00")
