"""A line over time goes by days where enough is decided, else by weeks."""

from datetime import date

import pytest

from analytics.board_trend import steps_of, within
from analytics.slices import Period
from tickets.models import Metric

MONTH = Period(date(2026, 11, 1), date(2026, 12, 1))


def decided(a_day: int) -> dict:
    return {Metric.RESOLUTION: dict.fromkeys(MONTH.days, (a_day, a_day))}


def test_weeks_are_counted_from_the_end_and_leave_no_day_out() -> None:
    steps = MONTH.steps(7)

    assert [len(step.days) for step in steps] == [2, 7, 7, 7, 7]
    assert [day for step in steps for day in step.days] == MONTH.days


@pytest.mark.parametrize(("a_day", "points"), [(3, 5), (4, 30)])
def test_few_a_day_are_shown_by_weeks(a_day: int, points: int) -> None:
    assert len(steps_of(MONTH, decided(a_day))) == points


def test_a_week_is_always_shown_by_days() -> None:
    week = Period(date(2026, 11, 1), date(2026, 11, 8))

    assert len(steps_of(week, {Metric.RESOLUTION: {week.first: (0, 1)}})) == 7


def test_a_step_sums_its_days() -> None:
    step = Period(date(2026, 11, 1), date(2026, 11, 3))
    by_day = {
        date(2026, 11, 1): (1, 2),
        date(2026, 11, 2): (3, 3),
        date(2026, 11, 3): (9, 9),
    }

    assert within(step, by_day) == (4, 5)
