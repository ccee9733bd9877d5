"""A calendar's configuration: what is refused, with which words, and what only warns."""

from datetime import date

import pytest

from tests.unit.sla.calendars import calendar, config
from tests.unit.sla.oracle import utc
from tickets.sla.calendar import CalendarError, CalendarSpec, elapsed, validate, warnings

REFUSED = [
    # what is changed, the field named, a word of the sentence
    ({"tz": "Mars/Olympus"}, "tz", "Mars/Olympus"),
    ({"tz": None}, "tz", "time zone"),
    ({"tz": ""}, "tz", "time zone"),
    ({"tz": "../etc/passwd"}, "tz", "time zone"),
    ({"tz": "America"}, "tz", "time zone"),
    ({"weekly": {"monday": []}}, "weekly.monday", "monday"),
    ({"weekly": []}, "weekly", "object"),
    ({"weekly": {"mon": "09:00-17:00"}}, "weekly.mon", "list"),
    ({"weekly": {"mon": [["09:00"]]}}, "weekly.mon[0]", "beginning and an end"),
    ({"weekly": {"mon": [["9am", "17:00"]]}}, "weekly.mon[0]", "9am"),
    ({"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon[0]", "24:01"),
    ({"weekly": {"mon": [["09:60", "17:00"]]}}, "weekly.mon[0]", "09:60"),
    ({"weekly": {"mon": [["09:00", "17:00"], ["22:00", "06:00"]]}}, "weekly.mon[1]", "22:00"),
    ({"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly.mon[0]", "09:00"),
    ({"holidays": ["25.12.2026"]}, "holidays[0]", "25.12.2026"),
    ({"holidays": ["2026-02-30"]}, "holidays[0]", "2026-02-30"),
    ({"holidays": {"Christmas": "2026-12-25"}}, "holidays.Christmas", "Christmas"),
    ({"holidays": "2026-12-25"}, "holidays", "list"),
    ({"special": {"2026-13-01": []}}, "special.2026-13-01", "2026-13-01"),
    ({"special": {"2026-12-24": None}}, "special.2026-12-24", "list"),
    ({"breaks": [{"date": "2026-12-24", "from": "12:00"}]}, "breaks[0]", "None"),
    ({"breaks": [{"date": "x", "from": "12:00", "to": "13:00"}]}, "breaks[0].date", "x"),
    ({"breaks": ["2026-12-24"]}, "breaks[0]", "object"),
    ({"breaks": [None]}, "breaks[0]", "object"),
    ({"breaks": [{}]}, "breaks[0].date", "None"),
    ({"week": {}}, "week", "week"),
]
REFUSED_IN_FORMS = [
    ({"weekly": {"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}}, "weekly.mon", "overlap"),
    ({"weekly": {}}, "weekly", "never opens"),
    ({"weekly": {"mon": []}, "special": {"2026-12-24": []}}, "weekly", "never opens"),
]


@pytest.mark.parametrize(("changes", "field", "word"), REFUSED)
def test_what_is_no_calendar_is_refused_with_the_field_and_the_fix(changes, field, word):
    with pytest.raises(CalendarError) as refusal:
        CalendarSpec.from_config(config(**changes))
    named = {problem.field: problem for problem in refusal.value.problems}
    assert word in named[field].sentence
    assert named[field].next_step
    assert field in {problem.field for problem in validate(config(**changes))}


@pytest.mark.parametrize(("changes", "field", "word"), REFUSED_IN_FORMS)
def test_a_form_refuses_what_the_engine_could_still_reckon_with(changes, field, word):
    CalendarSpec.from_config(config(**changes))
    (problem,) = validate(config(**changes))
    assert (problem.field, word in problem.sentence) == (field, True)


@pytest.mark.parametrize("raw", [None, [], "x", 7])
def test_anything_but_an_object_is_refused(raw):
    with pytest.raises(CalendarError, match="object"):
        CalendarSpec.from_config(raw)


def test_every_problem_is_named_at_once():
    wrong = config(tz="Nowhere", holidays=["x", "y"], weekly={"mon": [["17:00", "09:00"]]})
    fields = [problem.field for problem in validate(wrong)]
    assert fields == ["tz", "weekly.mon[0]", "holidays[0]", "holidays[1]"]


def test_a_good_calendar_has_no_problem():
    assert validate(config(holidays={"2026-12-25": "Christmas Day"})) == []
    assert validate(config(weekly={}, special={"2026-12-24": [["09:00", "12:00"]]})) == []
    assert warnings(config(holidays=["2026-12-25"])) == []


@pytest.mark.parametrize(
    "holidays",
    [
        ["2026-12-25"],
        {"2026-12-25": "Christmas Day"},
        [{"date": "2026-12-25", "name": "Christmas Day"}],
        [date(2026, 12, 25)],
    ],
)
def test_holidays_come_in_several_shapes(holidays):
    day = utc("2026-12-25T00:00"), utc("2026-12-26T00:00")
    assert elapsed(*day, calendar(holidays=holidays)) == 0


def test_a_missing_list_is_an_empty_one():
    bare = {"tz": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}}
    assert CalendarSpec.from_config(bare) is calendar(weekly=bare["weekly"])


def test_overlapping_hours_count_once():
    doubled = calendar(weekly={"mon": [["12:00", "17:00"], ["09:00", "13:00"]]})
    assert elapsed(utc("2026-01-05T00:00"), utc("2026-01-06T00:00"), doubled) == 8 * 3600


WARNED = [
    (
        {
            "holidays": {"2026-10-01": "Golden Week"},
            "special": {"2026-10-01": [["09:00", "12:00"]]},
        },
        "special.2026-10-01",
        "Golden Week",
    ),
    (
        {"breaks": [{"date": "2026-01-10", "from": "12:00", "to": "13:00"}]},
        "breaks",
        "2026-01-10",
    ),
    ({"holidays": ["2026-12-25", "2026-12-25"]}, "holidays[1]", "twice"),
]


@pytest.mark.parametrize(("changes", "field", "word"), WARNED)
def test_what_may_not_be_meant_warns_and_is_allowed(changes, field, word):
    assert validate(config(**changes)) == []
    (warning,) = warnings(config(**changes))
    assert warning.field == field
    assert word in warning.sentence
