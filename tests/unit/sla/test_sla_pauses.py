"""Pauses are a union, take out open time only, and keep their causes."""

import pytest

from tests.unit.sla.calendars import calendar
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import PauseError, due_at, elapsed, stretches

HOUR = 3600
MONDAY_10 = utc("2026-01-05T10:00")


@pytest.mark.parametrize(
    "pauses",
    [
        [("11:00", "12:00"), ("13:00", "14:00")],
        [("13:00", "14:00"), ("11:00", "12:00")],
        [("11:00", "12:00"), ("11:30", "12:00"), ("13:00", "13:30"), ("13:30", "14:00")],
        [("11:00", "12:00"), ("13:00", "14:00"), ("11:00", "12:00"), ("15:00", "15:00")],
    ],
)
def test_a_union_in_any_order(pauses):
    spans = [(utc(f"2026-01-05T{a}"), utc(f"2026-01-05T{b}")) for a, b in pauses]
    assert due_at(MONDAY_10, 5 * HOUR, calendar(), spans) == utc("2026-01-05T17:00")


def test_only_open_time_is_taken_out():
    over_night = [(utc("2026-01-05T16:00"), utc("2026-01-06T10:00"))]
    assert due_at(MONDAY_10, 8 * HOUR, calendar(), over_night) == utc("2026-01-06T12:00")


def test_one_from_before_the_start_cuts_in():
    early = [(utc("2026-01-01T00:00"), utc("2026-01-05T11:00"))]
    assert due_at(MONDAY_10, HOUR, calendar(), early) == utc("2026-01-05T12:00")


def test_one_that_ends_before_it_begins_is_refused_wherever_it_lies():
    wrong = [(utc("2020-01-02T00:00"), utc("2020-01-01T00:00"))]
    for call in (
        lambda: due_at(MONDAY_10, 60, calendar(), wrong),
        lambda: elapsed(MONDAY_10, MONDAY_10, calendar(), wrong),
        lambda: list(stretches(MONDAY_10, None, calendar(), wrong)),
    ):
        with pytest.raises(PauseError, match="before it begins"):
            call()


def test_the_earlier_of_two_keeps_its_cause():
    both = [
        (utc("2026-01-05T12:00"), utc("2026-01-05T14:00"), "on_hold"),
        (utc("2026-01-05T11:00"), utc("2026-01-05T13:00"), "waiting_customer"),
    ]
    shown = list(stretches(MONDAY_10, utc("2026-01-05T15:00"), calendar(), both))
    assert [(each.reason, each.label, each.seconds / HOUR) for each in shown] == [
        ("open", "", 1),
        ("pause", "waiting_customer", 2),
        ("pause", "on_hold", 1),
        ("open", "", 1),
    ]
