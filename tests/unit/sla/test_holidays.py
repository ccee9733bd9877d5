"""Days off from outside: China's list day by day, other countries, iCal files, other files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tickets.errors import Incomplete
from tickets.sla.calendar import CalendarSpec, warnings
from tickets.sla.holidays import (
    Days,
    changes,
    countries,
    days_of_file,
    public_holidays,
    with_days,
)

OFFICE = {
    "tz": "Asia/Shanghai",
    "weekly": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"2026-01-01": "New Year", "2026-12-24": "Stocktaking"},
    "special": {},
    "breaks": [],
}
# State Council notice of 2025-11-04.
OFF_2026 = ["01-01/3", "02-15/9", "04-04/3", "05-01/5", "06-19/3", "09-25/3", "10-01/7"]
WORKED_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def _spans(spans: list[str]) -> list[date]:
    days = []
    for span in spans:
        first, _, length = span.partition("/")
        start = date.fromisoformat(f"2026-{first}")
        days += [start + timedelta(days=n) for n in range(int(length or 1))]
    return days


def file_of(*entries: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\n{e}\r\nEND:VEVENT\r\n" for n, e in enumerate(entries)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def test_china_2026_is_the_notice_day_by_day() -> None:
    days = public_holidays("CN", 2026)
    assert list(days.off) == _spans(OFF_2026)
    assert list(days.worked) == _spans(WORKED_2026)
    assert days.off[date(2026, 2, 17)] == "春节 Spring Festival"


def test_other_countries_have_theirs() -> None:
    assert date(2026, 10, 3) in public_holidays("DE", 2026).off
    assert public_holidays("DE", 2026).worked == {}


def test_countries_have_the_names_of_the_readers_language() -> None:
    english, chinese = dict(countries("en")), dict(countries("zh-hans"))
    assert (english["GB"], chinese["GB"]) == ("United Kingdom", "英国")
    assert list(english.values())[1:3] == ["Åland Islands", "Albania"]
    assert next(iter(chinese.values())) == "阿尔巴尼亚"
    assert set(english) == set(chinese)


@pytest.mark.parametrize(
    ("country", "year", "field"),
    [("CN", 2090, "year"), ("CN", 1990, "year"), ("XX", 2026, "country"), ("", 2026, "country")],
)
def test_where_there_is_no_list_the_field_is_named(country: str, year: int, field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        public_holidays(country, year)
    assert refusal.value.field == field


def test_a_make_up_day_has_the_hours_of_a_working_day() -> None:
    after = with_days(OFFICE, public_holidays("CN", 2026))
    assert after["special"]["2026-02-14"] == [["09:00", "18:00"]]
    assert after["holidays"]["2026-12-24"] == "Stocktaking"
    assert OFFICE["special"] == {}
    assert CalendarSpec.from_config(after)


def test_only_what_is_new_or_named_otherwise_counts_as_a_change() -> None:
    days = Days(
        off={date(2026, 1, 1): "New Year", date(2026, 12, 24): "Christmas Eve"},
        worked={date(2026, 1, 4): "made up"},
    )
    assert [(c.day.day, c.is_worked, c.before) for c in changes(OFFICE, days)] == [
        (4, True, None),
        (24, False, "Stocktaking"),
    ]


def test_a_make_up_day_on_a_holiday_warns() -> None:
    days = Days(worked={date(2026, 1, 1): "made up"})
    (said,) = warnings(with_days(OFFICE, days))
    assert "2026-01-01" in said.sentence


def test_a_file_gives_its_whole_days() -> None:
    days = days_of_file(
        file_of(
            "SUMMARY:Spring Festival\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270209",
            "SUMMARY:春节 补班\r\nDTSTART;VALUE=DATE:20270220",
            "SUMMARY:Fire drill\r\nDTSTART:20270301T090000Z\r\nDTEND:20270301T100000Z",
            "SUMMARY:Founding day\r\nDTSTART;VALUE=DATE:20100912\r\nRRULE:FREQ=YEARLY",
        ),
        from_year=2026,
    )
    assert sorted(map(str, days.off)) == [
        "2026-09-12",
        "2027-02-06",
        "2027-02-07",
        "2027-02-08",
        "2027-09-12",
    ]
    assert (list(map(str, days.worked)), days.left_out) == (["2027-02-20"], 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "iCal"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "iCal"),
        (b"<html><body>Sign in</body></html>", "iCal"),
        (b"date,name\n2026-01-01,New Year\n", "iCal"),
        (file_of(), "no whole day"),
        (file_of("SUMMARY:Meeting\r\nDTSTART:20270301T090000Z"), "no whole day"),
        (file_of("SUMMARY:Long\r\nDTSTART;VALUE=DATE:20200101\r\nDTEND;VALUE=DATE:20300101",
                 "SUMMARY:More\r\nDTSTART;VALUE=DATE:20400101"), "1,000 days"),
        (b"x" * 1_000_001, "1 MB"),
    ],
)  # fmt: skip
def test_a_file_that_isnt_one_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        days_of_file(content, from_year=2026)
    assert refusal.value.field == "file"
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=NEVER", "INTERVAL=2"]
)
def test_a_rule_that_names_no_days_is_refused(rule: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        days_of_file(
            file_of(f"DTSTART;VALUE=DATE:20200101\r\nSUMMARY:x\r\nRRULE:{rule}"), from_year=2026
        )
    assert refusal.value.field == "file"


def test_a_rule_that_ends_by_universal_time_is_read() -> None:
    entry = "DTSTART;VALUE=DATE:20260101\r\nSUMMARY:x\r\nRRULE:FREQ=YEARLY;UNTIL=20270601T000000Z"
    assert list(days_of_file(file_of(entry), from_year=2026).off) == [
        date(2026, 1, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize("written", ["DTSTART:soon", "DTSTART;VALUE=DATE:20260230"])
def test_a_date_that_is_none_is_refused_by_the_name_of_its_entry(written: str) -> None:
    with pytest.raises(Incomplete, match="Spring") as refusal:
        days_of_file(file_of(f"{written}\r\nSUMMARY:Spring"), from_year=2026)
    assert refusal.value.field == "file"


def test_an_entry_lasts_as_long_as_it_says() -> None:
    entry = "DTSTART;VALUE=DATE:20260101\r\nDURATION:P3D\r\nSUMMARY:x"
    assert len(days_of_file(file_of(entry), from_year=2026).off) == 3
