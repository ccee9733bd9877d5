"""Cases reckoned by hand: where business time is strange, and where it stops."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tests.unit.sla.calendars import calendar, every_day
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import (
    ALWAYS_OPEN,
    CalendarSpec,
    CompositeCalendar,
    due_at,
    elapsed,
    stretches,
)

HOUR = 3600
MONDAY_10 = utc("2026-01-05T10:00")
ALL_DAY = every_day(("00:00", "24:00"))

LENGTHS_OF_DAYS = [
    # zone, local date, its [from, to) in UTC, hours, why
    ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00", 23, "spring forward"),
    ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00", 25, "fall back"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00", "2026-04-05T13:30", 24.5, "half on"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30", "2026-10-04T13:00", 23.5, "half off"),
    ("America/Havana", "2026-03-08", "2026-03-08T05:00", "2026-03-09T04:00", 23, "no midnight"),
    ("Asia/Beirut", "2026-10-24", "2026-10-23T21:00", "2026-10-24T22:00", 25, "23:00 twice"),
    ("Asia/Pyongyang", "2018-05-04", "2018-05-03T15:30", "2018-05-04T15:00", 23.5, "zone moved"),
    ("Asia/Shanghai", "2026-03-29", "2026-03-28T16:00", "2026-03-29T16:00", 24, "no saving"),
]


@pytest.mark.parametrize(("zone", "day", "begin", "end", "hours", "why"), LENGTHS_OF_DAYS)
def test_a_local_day_is_as_long_as_it_is(zone, day, begin, end, hours, why):
    alone = calendar(tz=zone, weekly={}, special={day: [["00:00", "24:00"]]})
    week = utc(begin) - timedelta(days=3), utc(end) + timedelta(days=3)
    assert elapsed(utc(begin), utc(end), alone) == hours * HOUR, why
    assert elapsed(*week, alone) == hours * HOUR, why
    assert elapsed(utc(begin), utc(end), calendar(tz=zone, weekly=ALL_DAY)) == hours * HOUR, why


def test_a_skipped_date_contributes_nothing():
    friday = calendar(tz="Pacific/Apia", weekly={}, special={"2011-12-30": [["00:00", "24:00"]]})
    assert elapsed(utc("2011-12-28T00:00"), utc("2012-01-02T00:00"), friday) == 0
    assert due_at(utc("2011-12-28T00:00"), 1, friday) is None


def test_a_wall_time_that_happens_twice_is_open_twice():
    night = calendar(tz="America/New_York", weekly=every_day(("01:30", "02:30")))
    day = utc("2026-11-01T04:00"), utc("2026-11-02T05:00")
    # 01:30-02:00 EDT, 01:30-02:00 EST, 02:00-02:30 EST
    assert elapsed(*day, night) == 90 * 60
    assert [each.from_ for each in stretches(*day, night) if each.counts] == [
        utc("2026-11-01T05:30"),
        utc("2026-11-01T06:30"),
    ]


def test_a_wall_time_that_does_not_exist_is_never_open():
    gap = calendar(tz="America/New_York", weekly=every_day(("02:00", "03:00")))
    assert elapsed(utc("2026-03-08T05:00"), utc("2026-03-09T04:00"), gap) == 0
    assert due_at(utc("2026-03-08T05:00"), 60, gap) == utc("2026-03-09T06:01")


def test_a_date_that_comes_back_for_a_minute_is_in_order():
    # St. John's, one minute past midnight of 7 November 2010: back to 23:01 of the 6th.
    sixth = calendar(tz="America/St_Johns", weekly={}, special={"2010-11-06": [["23:00", "24:00"]]})
    window = utc("2010-11-06T20:00"), utc("2010-11-07T12:00")
    assert elapsed(*window, sixth) == 119 * 60
    assert [(each.from_, each.seconds) for each in stretches(*window, sixth) if each.counts] == [
        (utc("2010-11-07T01:30"), 60 * 60),
        (utc("2010-11-07T02:31"), 59 * 60),
    ]


def test_offsets_of_old_are_exact_to_the_second():
    # Summer time on top of UTC+0:19:32, where the zone data go back that far.
    dutch = calendar(tz="Europe/Amsterdam")
    noon = utc("1930-06-02T12:00")
    opening = utc("1930-06-02T09:00") - noon.astimezone(ZoneInfo(dutch.tz)).utcoffset()
    assert due_at(utc("1930-06-01T12:00"), 0, dutch) == opening


def test_a_zone_that_crossed_the_date_line_repeats_a_date():
    # Alaska, 18 October 1867: the date came twice, 23 hours 58 minutes and some seconds apart.
    old = calendar(tz="America/Juneau", weekly={}, special={"1867-10-18": [["00:00", "24:00"]]})
    assert elapsed(utc("1867-10-16T00:00"), utc("1867-10-21T00:00"), old) > 24 * HOUR


def test_a_shift_over_midnight_is_one_stretch():
    nights = calendar(weekly=every_day(("22:00", "24:00"), ("00:00", "06:00")))
    shown = list(stretches(utc("2026-01-05T20:00"), utc("2026-01-06T08:00"), nights))
    assert [(each.reason, each.seconds) for each in shown] == [
        ("between", 2 * HOUR),
        ("open", 8 * HOUR),
        ("between", 2 * HOUR),
    ]


def test_seconds_count():
    brief = calendar(weekly=every_day(("09:00:30", "09:00:45")))
    assert due_at(utc("2026-01-05T00:00"), 16, brief) == utc("2026-01-06T09:00:31")


def test_a_budget_used_up_at_closing_time_is_due_at_closing():
    assert due_at(MONDAY_10, 7 * HOUR, calendar()) == utc("2026-01-05T17:00")
    assert due_at(MONDAY_10, 7 * HOUR + 1, calendar()) == utc("2026-01-06T09:00:01")


def test_a_budget_used_up_as_a_pause_begins_is_due_then():
    pauses = [(utc("2026-01-05T12:00"), None)]
    assert due_at(MONDAY_10, 2 * HOUR, calendar(), pauses) == utc("2026-01-05T12:00")
    assert due_at(MONDAY_10, 2 * HOUR + 1, calendar(), pauses) is None


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        ("2026-01-05T10:00", "2026-01-05T10:00"),
        ("2026-01-05T09:00", "2026-01-05T09:00"),
        ("2026-01-05T17:00", "2026-01-06T09:00"),
        ("2026-01-09T17:00", "2026-01-12T09:00"),
    ],
)
def test_no_budget_rolls_forward_to_the_next_open_moment(start, opens):
    assert due_at(utc(start), 0, calendar()) == utc(opens)


def test_no_budget_rolls_out_of_a_pause():
    pauses = [(utc("2026-01-05T09:00"), utc("2026-01-05T12:00"))]
    assert due_at(MONDAY_10, 0, calendar(), pauses) == utc("2026-01-05T12:00")


def test_fractions_of_a_second_are_exact():
    assert due_at(MONDAY_10, 0.555, calendar()) == MONDAY_10 + timedelta(microseconds=555_000)
    third = due_at(MONDAY_10, Fraction(1, 3), calendar())
    assert third == MONDAY_10 + timedelta(microseconds=333_333)
    assert due_at(MONDAY_10, Decimal("0.1"), calendar()) == MONDAY_10 + timedelta(seconds=0.1)
    assert elapsed(MONDAY_10, MONDAY_10 + timedelta(seconds=0.25), calendar()) == 0.25


def test_whole_seconds_come_back_as_int():
    assert isinstance(elapsed(MONDAY_10, MONDAY_10 + timedelta(hours=1), calendar()), int)


def test_no_time_passes_backwards():
    assert elapsed(MONDAY_10, MONDAY_10, calendar()) == 0
    pauses = [(utc("2026-01-01T00:00"), None)]
    assert elapsed(MONDAY_10, utc("2026-01-05T09:00"), calendar(), pauses) == 0
    assert list(stretches(MONDAY_10, utc("2026-01-05T09:00"), calendar(), pauses)) == []


def test_any_zone_of_the_caller_means_the_same_instant():
    elsewhere = MONDAY_10.astimezone(timezone(timedelta(hours=8)))
    due = due_at(elsewhere, HOUR, calendar())
    assert due == utc("2026-01-05T11:00")
    assert due.tzinfo is UTC


def test_special_hours_beat_a_holiday_and_breaks_beat_both():
    christmas = calendar(
        holidays={"2026-12-24": "Christmas Eve"},
        special={"2026-12-24": [["08:00", "12:00"]]},
        breaks=[{"date": "2026-12-24", "from": "07:00", "to": "09:30"}],
    )
    day = utc("2026-12-24T00:00"), utc("2026-12-25T00:00")
    assert elapsed(*day, christmas) == 2.5 * HOUR


def test_special_dates_alone_make_a_calendar():
    fair = calendar(weekly={}, special={"2026-06-01": [["10:00", "12:00"]]})
    assert due_at(MONDAY_10, 2 * HOUR, fair) == utc("2026-06-01T12:00")
    assert due_at(MONDAY_10, 2 * HOUR + 1, fair) is None
    assert due_at(utc("2026-06-01T12:00"), 0, fair) is None


@pytest.mark.parametrize(("day", "reached"), [("2028-12-30", True), ("2030-01-05", False)])
def test_nothing_is_due_beyond_three_years(day, reached):
    far = calendar(weekly={}, special={day: [["10:00", "12:00"]]})
    assert (due_at(MONDAY_10, HOUR, far) is not None) is reached


def test_elapsed_has_no_horizon():
    ten_years = utc("2016-01-01T00:00"), utc("2026-01-01T00:00")
    assert elapsed(*ten_years, ALWAYS_OPEN) == 3653 * 86400
    assert elapsed(*ten_years, calendar()) == 2609 * 8 * HOUR


def test_a_calendar_that_never_opens_has_no_due_time():
    assert due_at(MONDAY_10, 60, calendar(weekly={})) is None
    assert elapsed(MONDAY_10, utc("2036-01-05T10:00"), calendar(weekly={})) == 0


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due_at(datetime(2026, 1, 5), 60, calendar())  # noqa: DTZ001


def test_a_negative_budget_is_refused():
    with pytest.raises(ValueError, match="negative"):
        due_at(MONDAY_10, -1, calendar())


def test_a_moment_out_of_all_range_is_refused():
    with pytest.raises(ValueError, match="out of range"):
        due_at(datetime.max.replace(tzinfo=UTC), 60, calendar())


@pytest.mark.parametrize("moment", ["0002-01-01T00:00", "9998-12-30T00:00"])
def test_the_ends_of_the_range_still_reckon(moment):
    assert due_at(utc(moment), HOUR, ALWAYS_OPEN) == utc(moment) + timedelta(hours=1)


def test_equal_configurations_are_one_calendar():
    first, second = calendar(holidays=["2026-12-25"]), calendar(holidays={"2026-12-25": ""})
    assert first is second
    assert hash(first) == hash(CalendarSpec(second.hours))
    assert CompositeCalendar([(None, first)]) == CompositeCalendar([(None, second)])
