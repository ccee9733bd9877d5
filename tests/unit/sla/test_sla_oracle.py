"""The engine against the definition, moment by moment, on the nights when zones change."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sla import oracle
from tests.unit.sla.calendars import MINUTE, cases, cases_to_the_second, examples
from tickets.sla.calendar import CalendarSpec, due_at, elapsed

WINDOW = timedelta(days=4)
walks = examples(60)


@walks
@given(case=cases(), length=st.integers(0, 4 * 1440))
def test_elapsed_counts_the_open_minutes(case, length):
    config, start, pauses = case
    end = start + length * MINUTE
    calendar = CalendarSpec.from_config(config)
    assert elapsed(start, end, calendar, pauses) == oracle.counted(start, end, config, pauses)


@walks
@given(case=cases(), budget=st.integers(1, 2 * 86400))
def test_due_at_is_the_first_moment_that_has_seen_the_budget(case, budget):
    config, start, pauses = case
    due = due_at(start, budget, CalendarSpec.from_config(config), pauses)
    expected = oracle.due(start, budget, config, pauses, until=start + WINDOW)
    assert due == expected or (expected is None and (due is None or due > start + WINDOW))


@walks
@given(case=cases())
def test_no_budget_rolls_forward_to_the_next_open_minute(case):
    config, start, pauses = case
    due = due_at(start, 0, CalendarSpec.from_config(config), pauses)
    expected = oracle.due(start, 0, config, pauses, until=start + WINDOW)
    assert due == expected or (expected is None and (due is None or due >= start + WINDOW))


@examples(25)
@given(case=cases_to_the_second(), budget=st.integers(0, 5400))
def test_every_second_about_a_turn_is_counted_as_it_is(case, budget):
    config, start, pauses = case
    calendar, end = CalendarSpec.from_config(config), start + timedelta(hours=1, minutes=30)
    by_second = {"step": oracle.SECOND}
    assert elapsed(start, end, calendar, pauses) == oracle.counted(
        start, end, config, pauses, **by_second
    )
    due = due_at(start, budget, calendar, pauses)
    expected = oracle.due(start, budget, config, pauses, until=end, **by_second)
    assert due == expected or (expected is None and (due is None or due >= end))
