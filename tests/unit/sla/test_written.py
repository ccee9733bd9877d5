"""A calendar as people write it: what is read, what is written back, what is refused and where."""

from __future__ import annotations

import pytest

from tickets.sla import written
from tickets.sla.calendar import validate
from tickets.sla.written import Unreadable


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", []),
        ("09:00-18:00", [["09:00", "18:00"]]),
        ("9:00 - 12:00, 13:00–18:00", [["09:00", "12:00"], ["13:00", "18:00"]]),
        ("9：00至12：00，13：00～24：00", [["09:00", "12:00"], ["13:00", "24:00"]]),
        ("9:00:30-10:00", [["09:00:30", "10:00"]]),
    ],
)
def test_the_hours_of_a_day_are_read(text: str, hours: list) -> None:
    assert written.read_hours(text) == hours


def test_what_was_written_is_read_back_the_same() -> None:
    holidays = {"2026-10-01": "国庆节 National Day", "2026-10-02": ""}
    special = {"2026-10-10": [["09:00", "12:00"], ["13:00", "18:00"]], "2026-12-24": []}
    breaks = [
        {"date": "2026-12-18", "from": "12:00", "to": "15:00", "name": "Works meeting"},
        {"date": "2026-12-18", "from": "16:00", "to": "16:30"},
    ]
    assert written.read_holidays(written.write_holidays(holidays)) == holidays
    assert written.read_special(written.write_special(special)) == special
    assert written.read_breaks(written.write_breaks(breaks)) == breaks


def test_a_list_of_dates_without_names_is_written_too() -> None:
    assert written.write_holidays(["2026-12-25"]) == "2026-12-25"


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (written.read_hours, "09:00", "“09:00” is no opening time"),
        (written.read_hours, "nine to five", "“nine to five” is no opening time"),
        (written.read_holidays, "2026-10-01 A\n1.10.2026 B", "Line 2: “1.10.2026” is not a date"),
        (written.read_holidays, "2026-02-30 X", "Line 1: “2026-02-30” is not a date"),
        (written.read_special, "2026-10-10", "Line 1: Write hours after the date"),
        (written.read_special, "2026-10-10 open", "Line 1: “open” is no opening time"),
        (written.read_breaks, "2026-12-18 lunch", "Line 1: Write from when to when"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(read, text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(text)


def test_what_is_read_but_makes_no_sense_is_left_to_the_check_of_calendars() -> None:
    weekly = {"mon": written.read_hours("18:00-09:00"), "tue": written.read_hours("25:00-26:00")}
    problems = validate({"tz": "UTC", "weekly": weekly})
    assert {problem.field for problem in problems} == {"weekly.mon[0]", "weekly.tue[0]"}
