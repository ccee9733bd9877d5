"""Due times and sums reckoned by hand, each where one kind of engine goes wrong."""

from itertools import permutations

import pytest

from tests.unit.sla.calendars import calendar, every_day
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import due_at, elapsed

HOUR = 3600
ALL_DAY = every_day(("00:00", "24:00"))
NIGHT = {"mon": [["22:00", "24:00"]], "tue": [["00:00", "06:00"]]}

DUE = [
    # what, calendar, start, budget, due
    ("the half hour that Lord Howe skips in open hours",
     {"tz": "Australia/Lord_Howe", "weekly": every_day(("01:45", "02:45"))},
     "2026-10-03T15:00", 20 * 60, "2026-10-03T15:35"),
    ("the hour that Chatham has twice, on a quarter past",
     {"tz": "Pacific/Chatham", "weekly": every_day(("03:00", "04:00"))},
     "2026-04-04T13:00", 90 * 60, "2026-04-04T15:00"),
    ("Kathmandu is five hours and three quarters ahead",
     {"tz": "Asia/Kathmandu"}, "2026-01-05T00:00", HOUR, "2026-01-05T04:15"),
    ("a budget that ends in the skipped hour ends after it",
     {"tz": "Europe/Berlin", "weekly": ALL_DAY},
     "2026-03-29T00:30", 45 * 60, "2026-03-29T01:15"),
    ("a start in the first of two equal hours",
     {"tz": "Europe/Berlin", "weekly": every_day(("02:00", "03:00"))},
     "2026-10-25T00:30", 90 * 60, "2026-10-25T02:00"),
    ("a start in the second of two equal hours",
     {"tz": "Europe/Berlin", "weekly": every_day(("02:00", "03:00"))},
     "2026-10-25T01:30", 90 * 60, "2026-10-26T02:00"),
    ("a night shift ends at midnight where the holiday begins",
     {"weekly": NIGHT, "holidays": ["2026-01-06"]},
     "2026-01-05T23:00", 2 * HOUR, "2026-01-12T23:00"),
    ("a night shift goes on after midnight where the holiday ends",
     {"weekly": NIGHT, "holidays": ["2026-01-05"]},
     "2026-01-05T20:00", 2 * HOUR, "2026-01-06T02:00"),
    ("the last second before closing", {}, "2026-01-05T16:59:59", 1, "2026-01-05T17:00"),
    ("a second more", {}, "2026-01-05T16:59:59", 2, "2026-01-06T09:00:01"),
    ("a start at closing", {}, "2026-01-05T17:00", 1, "2026-01-06T09:00:01"),
    ("a start at opening", {}, "2026-01-05T09:00", 1, "2026-01-05T09:00:01"),
    ("a leap day is a working day", {}, "2028-02-28T16:00", 9 * HOUR, "2028-02-29T17:00"),
    ("a century without one", {"weekly": ALL_DAY}, "2100-02-28T12:00", 86400, "2100-03-01T12:00"),
    ("before the count of seconds began",
     {"weekly": ALL_DAY}, "1969-12-31T23:00", 2 * HOUR, "1970-01-01T01:00"),
    ("Golden Week in a row, with a make-up day that is a holiday too",
     {"tz": "Asia/Shanghai", "holidays": [f"2026-10-0{day}" for day in range(1, 8)],
      "special": {"2026-10-03": [["10:00", "12:00"]]}},
     "2026-09-30T08:00", 3 * HOUR, "2026-10-03T04:00"),
    ("special hours that are none close a day of the week",
     {"special": {"2026-01-06": []}}, "2026-01-05T16:00", 2 * HOUR, "2026-01-07T10:00"),
    ("a break from opening to closing closes the day",
     {"breaks": [{"date": "2026-01-06", "from": "09:00", "to": "17:00"}]},
     "2026-01-05T16:00", 2 * HOUR, "2026-01-07T10:00"),
    ("a break over midnight is two",
     {"weekly": ALL_DAY, "breaks": [{"date": "2026-01-05", "from": "22:00", "to": "24:00"},
                                    {"date": "2026-01-06", "from": "00:00", "to": "02:00"}]},
     "2026-01-05T21:00", 2 * HOUR, "2026-01-06T03:00"),
    ("thirty years are beyond the horizon", {}, "2026-01-05T09:00", 30 * 365 * 86400, None),
]  # fmt: skip

ELAPSED = [
    # what, calendar, from, to, seconds
    ("midnight and the hour after it don't exist in Cairo",
     {"tz": "Africa/Cairo", "weekly": {}, "special": {"2026-04-24": [["00:00", "02:00"]]}},
     "2026-04-23T00:00", "2026-04-25T00:00", HOUR),
    ("the night on which Beirut has 23:00 twice",
     {"tz": "Asia/Beirut", "weekly": {}, "special": {"2026-10-24": [["23:00", "24:00"]]}},
     "2026-10-23T00:00", "2026-10-26T00:00", 2 * HOUR),
    ("Kwajalein left out 21 August 1993",
     {"tz": "Pacific/Kwajalein", "weekly": {}, "special": {"1993-08-21": [["00:00", "24:00"]]}},
     "1993-08-19T00:00", "1993-08-24T00:00", 0),
    ("the Friday that Samoa left out is no Friday",
     {"tz": "Pacific/Apia", "weekly": {"thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]],
                                       "sat": [["09:00", "10:00"]]}},
     "2011-12-28T00:00", "2012-01-01T00:00", 9 * HOUR),
    ("Casablanca goes back for Ramadan and forward after it",
     {"tz": "Africa/Casablanca", "weekly": every_day(("01:30", "03:30"))},
     "2026-02-14T23:00", "2026-02-16T00:00", 3 * HOUR),
    ("a night shift on the short night", {"tz": "Europe/Berlin",
     "weekly": {"sat": [["22:00", "24:00"]], "sun": [["00:00", "06:00"]]}},
     "2026-03-28T00:00", "2026-03-30T00:00", 7 * HOUR),
    ("a night shift on the long night", {"tz": "Europe/Berlin",
     "weekly": {"sat": [["22:00", "24:00"]], "sun": [["00:00", "06:00"]]}},
     "2026-10-24T00:00", "2026-10-26T00:00", 9 * HOUR),
    ("breaks that touch and overlap count once",
     {"breaks": [{"date": "2026-01-05", "from": "08:00", "to": "10:00"},
                 {"date": "2026-01-05", "from": "10:00", "to": "11:00"},
                 {"date": "2026-01-05", "from": "10:30", "to": "12:00"},
                 {"date": "2026-01-05", "from": "16:59:30", "to": "24:00"}]},
     "2026-01-05T00:00", "2026-01-06T00:00", 5 * HOUR - 30),
    ("backwards is nothing", {}, "2026-01-06T12:00", "2026-01-05T12:00", 0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changes", "start", "budget", "due"), DUE)
def test_a_due_time(what, changes, start, budget, due):
    expected = None if due is None else utc(due)
    assert due_at(utc(start), budget, calendar(**changes)) == expected, what


@pytest.mark.parametrize(("what", "changes", "start", "end", "seconds"), ELAPSED)
def test_a_sum(what, changes, start, end, seconds):
    assert elapsed(utc(start), utc(end), calendar(**changes)) == seconds, what


def _day(begin: str, end: str | None) -> tuple:
    return utc(f"2026-01-05T{begin}"), None if end is None else utc(f"2026-01-05T{end}")


PAUSES = [
    # pauses on a Monday, open from 9 to 17; what of it 10:00 to 17:00 holds; due of 2 h from 10:00
    ([_day("08:00", "10:00")], 7, "12:00"),
    ([_day("08:00", "11:00")], 6, "13:00"),
    ([_day("12:00", None)], 2, "12:00"),
    ([_day("11:59:59", None)], 2 - 1 / 3600, None),
    ([_day("09:00", None)], 0, None),
    ([_day("10:00", "10:00"), _day("11:00", "11:00")], 7, "12:00"),
    ([_day("10:30", "11:00"), _day("11:00", "11:30")], 6, "13:00"),
    ([_day("10:30", "14:00"), _day("11:00", "12:00"), _day("13:00", "15:00")], 2.5, "16:30"),
    ([_day("17:00", "23:00")], 7, "12:00"),
]


@pytest.mark.parametrize(("pauses", "hours", "due"), PAUSES)
def test_pauses_in_any_order_take_open_time_once(pauses, hours, due):
    begin, end = _day("10:00", "17:00")
    expected = None if due is None else _day(due, None)[0]
    for order in (*permutations(pauses), pauses * 2):
        assert elapsed(begin, end, calendar(), order) == hours * HOUR
        assert due_at(begin, 2 * HOUR, calendar(), order) == expected
