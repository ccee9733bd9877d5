"""A calendar that changed: each moment is judged by the version then in force."""

import pytest

from tests.unit.sla.calendars import calendar, every_day
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import CompositeCalendar, due_at, elapsed

HOUR = 3600
MONDAY_10 = utc("2026-01-05T10:00")
NARROW = calendar(weekly=every_day(("09:00", "13:00")))


def test_a_change_within_a_day_holds_from_its_instant():
    composite = CompositeCalendar([(None, calendar()), (utc("2026-01-05T15:00"), NARROW)])
    # 5 h on Monday until 15:00, nothing more that day, then from Tuesday 09:00.
    assert due_at(MONDAY_10, 8 * HOUR, composite) == utc("2026-01-06T12:00")


def test_what_has_elapsed_stays():
    later = CompositeCalendar([(None, calendar()), (utc("2026-01-06T00:00"), NARROW)])
    monday = MONDAY_10, utc("2026-01-05T17:00")
    assert elapsed(*monday, later) == elapsed(*monday, calendar()) == 7 * HOUR


def test_the_first_version_covers_all_time_before_it():
    composite = CompositeCalendar([(utc("2026-06-01T00:00"), calendar())])
    assert due_at(MONDAY_10, HOUR, composite) == utc("2026-01-05T11:00")


def test_the_zone_may_change_with_the_version():
    moved = calendar(tz="Asia/Tokyo")
    composite = CompositeCalendar([(None, calendar()), (utc("2026-01-06T00:00"), moved)])
    # Tuesday 09:00 in Tokyo is Tuesday 00:00 UTC.
    assert due_at(MONDAY_10, 8 * HOUR, composite) == utc("2026-01-06T01:00")


def test_a_first_closed_version_does_not_end_the_search():
    composite = CompositeCalendar(
        [(None, calendar(weekly={})), (utc("2026-03-02T00:00"), calendar())]
    )
    assert due_at(MONDAY_10, HOUR, composite) == utc("2026-03-02T10:00")


def test_at_least_one_is_needed():
    with pytest.raises(ValueError, match="at least one version"):
        CompositeCalendar([])
