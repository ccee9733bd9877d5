"""Lengths of time in the admin: written, read back, refused."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tickets.durations import read_duration, word_duration, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("900", 900),
        ("15 min", 900),
        ("15min", 900),
        ("1 h 30 min", 5400),
        ("1h30m", 5400),
        ("7 d", 604_800),
        ("2 Days", 172_800),
        ("4 小时 30 分钟", 16_200),
        ("45秒", 45),
    ],
)
def test_a_length_of_time_is_read(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "-5 min", "4 weeks", "1.5 h", "5 min soon"])
def test_what_is_none_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="Write it as 15 min, 4 h or 7 d"):
        read_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (90, "1 min 30 s"),
        (86_400, "24 h"),
        (259_200, "3 d"),
        (262_800, "3 d 1 h"),
        (172_860, "48 h 1 min"),
    ],
)
def test_seconds_are_written(seconds: int, text: str) -> None:
    assert write_duration(seconds) == text


def test_seconds_are_worded_in_the_readers_language_and_read_back() -> None:
    with translation.override("zh-hans"):
        assert word_duration(93_660) == "26小时1分钟"
        assert read_duration(word_duration(93_660)) == 93_660
    with translation.override("en"):
        assert word_duration(93_660) == "26 h 1 min"


@given(st.integers(min_value=0, max_value=2_147_483_647))
def test_nothing_is_rounded(seconds: int) -> None:
    assert read_duration(write_duration(seconds)) == seconds
