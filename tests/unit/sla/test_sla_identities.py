"""The identities of SLA.md section 1, on random calendars."""

from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.sla.calendars import cases, examples, pauses_about
from tickets.sla.calendar import CalendarSpec, CompositeCalendar, due_at, elapsed, stretches

MICROSECOND = timedelta(microseconds=1)
WEEK = timedelta(weeks=1)
budgets = st.integers(1, 30 * 86400)
checked = examples(100)


def known_due(case, budget):
    config, start, pauses = case
    calendar = CalendarSpec.from_config(config)
    due = due_at(start, budget, calendar, pauses)
    assume(due is not None)
    return start, calendar, pauses, due


@checked
@given(case=cases(), budget=budgets)
def test_a_due_time_has_seen_exactly_its_budget(case, budget):
    start, calendar, pauses, due = known_due(case, budget)
    assert elapsed(start, due, calendar, pauses) == budget


@checked
@given(case=cases(), budget=budgets)
def test_a_microsecond_before_it_is_not_yet_due(case, budget):
    start, calendar, pauses, due = known_due(case, budget)
    assert elapsed(start, due - MICROSECOND, calendar, pauses) < budget


@checked
@given(case=cases(), cuts=st.lists(st.integers(0, 20 * 86400), min_size=3, max_size=3))
def test_elapsed_adds_up(case, cuts):
    config, start, pauses = case
    calendar = CalendarSpec.from_config(config)
    a, b, c = (start + timedelta(seconds=cut) for cut in sorted(cuts))
    parts = elapsed(a, b, calendar, pauses) + elapsed(b, c, calendar, pauses)
    assert elapsed(a, c, calendar, pauses) == parts


@checked
@given(case=cases(), budget=budgets, more=budgets)
def test_a_longer_budget_is_never_due_earlier(case, budget, more):
    start, calendar, pauses, due = known_due(case, budget)
    later = due_at(start, budget + more, calendar, pauses)
    assert later is None or later > due


@checked
@given(case=cases(), budget=budgets, data=st.data())
def test_another_pause_never_makes_it_due_earlier(case, budget, data):
    start, calendar, pauses, due = known_due(case, budget)
    more = pauses + data.draw(pauses_about(start))
    later = due_at(start, budget, calendar, more)
    assert later is None or later >= due


@checked
@given(case=cases(), first=budgets, second=budgets)
def test_two_budgets_one_after_the_other_are_their_sum(case, first, second):
    start, calendar, pauses, due = known_due(case, first)
    assert due_at(start, first + second, calendar, pauses) == due_at(due, second, calendar, pauses)


@checked
@given(case=cases(), budget=budgets, weeks=st.integers(1, 60))
def test_whole_weeks_later_all_is_whole_weeks_later(case, budget, weeks):
    config, start, pauses = case
    shift = weeks * WEEK
    calendar = CalendarSpec.from_config(
        config | {"tz": "UTC", "holidays": [], "special": {}, "breaks": []}
    )
    due = due_at(start, budget, calendar, pauses)
    moved = due_at(start + shift, budget, calendar, [(a + shift, b + shift) for a, b in pauses])
    assert moved == (None if due is None else due + shift)


@checked
@given(case=cases(), budget=budgets)
def test_pauses_count_as_a_union(case, budget):
    start, calendar, pauses, due = known_due(case, budget)
    doubled = [*reversed(pauses), *pauses, (start, start)]
    assert due_at(start, budget, calendar, doubled) == due


@checked
@given(case=cases(), other=cases(), days=st.integers(-1, 5), seconds=st.integers(0, 20 * 86400))
def test_a_change_of_calendar_splits_time_at_its_instant(case, other, days, seconds):
    config, start, pauses = case
    old, new = CalendarSpec.from_config(config), CalendarSpec.from_config(other[0])
    change, end = start + timedelta(days=days), start + timedelta(seconds=seconds)
    composite = CompositeCalendar([(change, new), (None, old)])
    before = elapsed(start, min(change, end), old, pauses)
    after = elapsed(max(change, start), end, new, pauses)
    assert elapsed(start, end, composite, pauses) == before + after


@checked
@given(case=cases(), seconds=st.integers(0, 60 * 86400))
def test_stretches_lie_end_to_end_and_add_up(case, seconds):
    config, start, pauses = case
    calendar, end = CalendarSpec.from_config(config), start + timedelta(seconds=seconds)
    shown = list(stretches(start, end, calendar, pauses))
    assert sum(each.seconds for each in shown) == seconds
    total = sum(each.seconds for each in shown if each.counts)
    assert total == elapsed(start, end, calendar, pauses)
