"""The shared cases, and that each is explained by stretches that add up."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tickets.sla.calendar import due_at, elapsed, explain_due, stretches
from tickets.sla.vectors import calendar_of, checks_of

VECTORS = Path(__file__).parents[2] / "vectors"
FILES = ("sla", "sla_generated", "sla_scenarios", "business_days", "own_stories")
CHECKS = {
    f"{name}: {check.name}": check
    for name in FILES
    for check in checks_of(json.loads((VECTORS / f"{name}.json").read_text()))
}
CASES = {
    case["id"]: case
    for name in FILES[:2]
    for case in json.loads((VECTORS / f"{name}.json").read_text())
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_shared_cases_pass(name):
    assert CHECKS[name].failure() is None


def parts(case):
    instant = datetime.fromisoformat
    pauses = [(instant(a), None if b is None else instant(b)) for a, b in case["pauses"]]
    return instant(case["start"]), calendar_of(case["calendar"]), pauses


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["op"] == "due"])
def test_the_stretches_of_a_due_time_add_up_to_the_budget_and_end_there(name):
    case = CASES[name]
    start, calendar, pauses = parts(case)
    explained = explain_due(start, case["budget_seconds"], calendar, pauses)
    assert explained.due_at == due_at(start, case["budget_seconds"], calendar, pauses)
    shown = explained.stretches
    total = sum(stretch.seconds for stretch in shown if stretch.counts)
    if explained.due_at is None:
        assert total < case["budget_seconds"]
        return
    assert_seamless(shown, start, explained.due_at)
    assert total == pytest.approx(case["budget_seconds"], abs=1e-6)
    assert total == pytest.approx(elapsed(start, explained.due_at, calendar, pauses), abs=1e-6)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["op"] == "elapsed"])
def test_the_stretches_between_two_moments_add_up_to_elapsed(name):
    case = CASES[name]
    start, calendar, pauses = parts(case)
    end = datetime.fromisoformat(case["end"])
    shown = list(stretches(start, end, calendar, pauses))
    assert sum(stretch.seconds for stretch in shown if stretch.counts) == case["expected_elapsed"]
    assert_seamless(shown, start, max(start, end))


def assert_seamless(shown, start, end):
    """Stretches lie end to end from start to end, and neighbours differ."""
    assert sum(((each.to - each.from_) for each in shown), start) == end
    for before, after in pairwise(shown):
        assert before.to == after.from_
        assert before[2:5] != after[2:5]
    if shown:
        assert (shown[0].from_, shown[-1].to) == (start, end)
