"""How lengths of time, moments, names and languages are worded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tickets import display

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 min"),
        (59, "under 1 min"),
        (38 * MINUTE + 59, "38 min"),
        (HOUR, "1 h"),
        (3 * HOUR + 5 * MINUTE, "3 h 05 min"),
        (24 * HOUR - 1, "23 h 59 min"),
        (DAY, "1 day"),
        (28 * HOUR, "1 day 4 h"),
        (2 * DAY + 23 * HOUR, "2 days 23 h"),
        (10 * DAY + 5 * HOUR, "10 days"),
    ],
)
def test_a_length_is_worded_in_at_most_two_units_and_never_rounded_up(seconds, words):
    assert display.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "is_paused", "words"),
    [
        (25 * MINUTE, False, "25 min"),
        (28 * HOUR, True, "1 day 4 h left"),
        (-12 * MINUTE, False, "12 min over"),
        (-12 * MINUTE, True, "12 min over"),
        (None, False, "no end in sight"),
    ],
)
def test_time_left_says_whether_a_promise_is_over(seconds, is_paused, words):
    assert display.time_left(seconds, is_paused=is_paused) == words


NOW = datetime(2026, 11, 24, 2, 40, tzinfo=UTC)  # Tuesday 10:40 in Singapore


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW - timedelta(minutes=27), "today 10:13"),
        (NOW - timedelta(hours=11), "Mon 23:40"),
        (NOW + timedelta(days=3), "Fri 10:40"),
        (NOW - timedelta(days=12), "12 Nov, 10:40"),
        (NOW - timedelta(days=400), "Mon 20 Oct 2025, 10:40"),
    ],
)
def test_a_moment_is_as_short_as_certainty_allows_in_the_readers_zone(at, words):
    with timezone.override("Asia/Singapore"):
        assert display.moment(at, now=NOW) == words


def test_the_same_weekday_a_week_ago_is_named_by_its_date():
    with timezone.override("Asia/Singapore"):
        assert display.moment(NOW - timedelta(days=7), now=NOW) == "17 Nov, 10:40"


def test_midnight_parts_today_from_tomorrow_in_the_readers_zone_not_in_utc():
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    with timezone.override("Asia/Singapore"):
        assert display.moment(late, now=NOW) == "Wed 00:30"
    with timezone.override("UTC"):
        assert display.moment(late, now=NOW) == "today 16:30"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Ferreira", "AF"),
        ("Rosa María Delgado", "RD"),
        ("rosa", "R"),
        ("王磊", "王"),
        ("Élodie Nguyễn", "ÉN"),
        ("12345", ""),
    ],
)
def test_initials_come_from_the_ends_of_a_latin_name_and_the_start_of_a_han_one(name, letters):
    assert display.initials(name) == letters


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("退款 for order HH-1203 please", "en"),
        ("上海门店 B2", "zh-Hans"),
        ("Lamp hums", "en"),
        ("", "en"),
        ("2026", "en"),
    ],
)
def test_a_text_is_chinese_when_its_han_characters_outnumber_its_latin_words(text, language):
    assert display.language_of(text) == language


def test_a_line_of_the_sum_keeps_hours_above_a_day():
    assert display.sum_of_hours(36 * HOUR + 5 * MINUTE) == "36 h 05"


@pytest.mark.parametrize(
    ("language", "several", "pair", "share"),
    [("en", "1, 2", "closed: New Year", "95 %"), ("zh-hans", "1、2", "closed：New Year", "95%")],
)
def test_marks_between_words_are_those_of_the_readers_language(language, several, pair, share):
    with translation.override(language):
        assert display.listed([1, 2]) == several
        assert display.titled("closed", "New Year") == pair
        assert display.percent(95) == share
