"""The shared metric cases, and a few of our own at the edges."""

import json
from pathlib import Path

import pytest

from analytics import metrics

CASES = json.loads(
    (Path(__file__).parents[2] / "vectors" / "metrics.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_shared_case_holds(case: dict) -> None:
    got = getattr(metrics, case["fn"])(*case["args"])
    if case["expected"] is None:
        assert got is None
    else:
        assert got == pytest.approx(
            tuple(case["expected"]) if isinstance(case["expected"], list) else case["expected"],
            abs=case["tolerance"],
        )


def test_zero_to_ten_once_each_is_minus_forty_five() -> None:
    assert metrics.nps(range(11)) == pytest.approx(-45.4545, abs=1e-3)


@pytest.mark.parametrize(
    ("value", "words"), [(None, None), (96.25, "96.3"), (100 / 3, "33.3"), (0.0, "0.0")]
)
def test_a_share_is_rounded_half_up_only_when_shown(value: float | None, words: str | None) -> None:
    assert metrics.shown(value) == words


@pytest.mark.parametrize(("rate", "bound"), [(0.0, 1), (0.5, 5), (2.0, 9)])
def test_the_alarm_bound_is_the_smallest_rare_count(rate: float, bound: int) -> None:
    assert metrics.poisson_upper(rate, 0.001) == bound
