"""Where lines, marks and labels stand."""

from itertools import pairwise

import pytest

from analytics import charts
from analytics.charts import Line, LineChart, Mark


def chart(*lines: Line, target: float | None = None) -> dict:
    days = [f"{n} Nov" for n in range(1, 1 + len(lines[0].marks))]
    return charts.line_chart(
        LineChart("c", "Title", days, lines, ticks=[80, 90, 100], target=target, target_label="t")
    )


def marks(*values: float | None) -> list[Mark]:
    return [Mark(value) for value in values]


def test_higher_values_stand_higher():
    low, high = chart(Line("a", marks(80, 100)))["lines"][0]["marks"]
    assert low["y"] > high["y"]


def test_a_day_without_a_figure_breaks_the_line_and_has_no_mark():
    line = chart(Line("a", marks(90, None, 95, 96)))["lines"][0]
    assert [len(run.split()) for run in line["runs"]] == [1, 2]
    assert len(line["marks"]) == 3


def test_a_line_without_any_figure_is_neither_drawn_nor_named():
    line = chart(Line("a", marks(None, None)))["lines"][0]
    assert (line["runs"], line["marks"], line["label"]) == ([], [], "")


def test_labels_at_the_end_keep_their_distance():
    drawn = chart(Line("a", marks(95)), Line("b", marks(95.2), 2), target=95)
    heights = sorted([line["label_y"] for line in drawn["lines"]] + [drawn["target"]["text_y"]])
    gaps = [b - a for a, b in pairwise(heights)]
    assert min(gaps) >= charts.LABEL_GAP - 0.1


@pytest.mark.parametrize("count", [1, 2, 7, 14, 30, 90])
def test_few_days_are_named_and_always_the_last(count):
    labels = [day["label"] for day in chart(Line("a", marks(*[90] * count)))["days"]]
    assert labels[-1] == f"{count} Nov"
    assert len(labels) <= 6


def test_days_above_the_band_are_marked_and_no_others():
    drawn = charts.band_chart(
        title="t",
        values=[5, 9, 10, 21],
        expected=[(3, 9)] * 4,
        first_day="a",
        last_day="d",
        expected_label="3 to 9",
    )
    assert [alarm["is_last"] for alarm in drawn["alarms"]] == [False, True]


@pytest.mark.parametrize(
    ("count", "highest", "level"), [(0, 9, 0), (1, 9, 1), (5, 9, 3), (9, 9, 5), (3, 0, 0)]
)
def test_heat_rises_in_five_steps(count, highest, level):
    assert charts.heat_level(count, highest) == level


@pytest.mark.parametrize(
    ("values", "target", "ticks"),
    [
        ([89.2, None, 97], 95, [85, 90, 95, 100]),
        ([62.0], 95, [60, 70, 80, 90, 100]),
        ([12.5], None, [0, 25, 50, 75, 100]),
        ([None], None, [0, 25, 50, 75, 100]),
        ([100.0], None, [95, 100]),
    ],
)
def test_ticks_hold_every_value_in_even_steps(values, target, ticks):
    assert charts.percent_ticks(values, target=target) == ticks
