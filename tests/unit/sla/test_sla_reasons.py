"""What a stretch says for itself."""

from datetime import timedelta

from tests.unit.sla.calendars import calendar
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import ALWAYS_OPEN, stretches

MONDAY_10 = utc("2026-01-05T10:00")


def test_a_week_is_told_as_people_tell_it():
    told = calendar(
        weekly={day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "thu", "fri")},
        holidays={"2026-01-08": "Founders' Day"},
        special={"2026-01-06": [["10:00", "16:00"]], "2026-01-12": []},
        breaks=[{"date": "2026-01-06", "from": "11:00", "to": "12:00", "name": "Fire drill"}],
    )
    shown = stretches(utc("2026-01-05T12:00"), utc("2026-01-14T00:00"), told)
    assert [(f"{each.from_:%a %H:%M}", each.reason, each.label) for each in shown] == [
        ("Mon 12:00", "between", ""),
        ("Mon 13:00", "open", ""),
        ("Mon 17:00", "night", ""),
        ("Tue 10:00", "open", ""),
        ("Tue 11:00", "break", "Fire drill"),
        ("Tue 12:00", "open", ""),
        ("Tue 16:00", "weekend", ""),
        ("Thu 00:00", "holiday", "Founders' Day"),
        ("Fri 09:00", "open", ""),
        ("Fri 12:00", "between", ""),
        ("Fri 13:00", "open", ""),
        ("Fri 17:00", "weekend", ""),
        ("Mon 00:00", "closed", ""),
        ("Tue 00:00", "weekend", ""),
    ]


def test_round_the_clock_is_one_stretch_however_long():
    (only,) = stretches(MONDAY_10, MONDAY_10 + timedelta(days=400), ALWAYS_OPEN)
    assert (only.reason, only.seconds) == ("open", 400 * 86400)


def test_a_pause_is_named_even_where_it_is_closed():
    over_weekend = [(utc("2026-01-09T15:00"), utc("2026-01-12T11:00"), "waiting_customer")]
    shown = stretches(utc("2026-01-09T14:00"), utc("2026-01-12T12:00"), calendar(), over_weekend)
    assert [each.reason for each in shown] == ["open", "pause", "open"]
