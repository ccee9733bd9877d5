"""Where lines, marks and labels of a chart stand. Pure: figures in, coordinates out.

`components/line_chart.html` and `components/band_chart.html` draw what these return. A day without
a figure (None) breaks the line instead of falling to zero.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

LABEL_GAP = 14
"""Two labels at the line's end closer than this are pushed apart."""
MOST_TICKS = 4


@dataclass(frozen=True)
class Scale:
    """Maps a value to a height on the picture; larger values stand higher."""

    low: float
    high: float
    top: float
    bottom: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.bottom - share * (self.bottom - self.top), 1)


@dataclass(frozen=True)
class Mark:
    """One day of one line: its value (None: nothing measured), where it leads, what it says."""

    value: float | None
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Line:
    label: str
    marks: Sequence[Mark]
    number: int = 1


@dataclass(frozen=True)
class LineChart:
    id: str
    title: str
    days: Sequence[str]
    lines: Sequence[Line]
    ticks: Sequence[float]
    target: float | None = None
    target_label: str = ""
    table: dict[str, Any] = field(default_factory=dict)
    width: int = 660
    height: int = 236


def percent_ticks(values: Iterable[float | None], *, target: float | None = None) -> list[int]:
    """Even steps up to 100 that hold every value and the target: 89.2 with target 95 gives
    [85, 90, 95, 100]; nothing measured gives [0, 25, 50, 75, 100].
    """
    lowest = min([value for value in (*values, target) if value is not None], default=0)
    for step in (5, 10, 25):
        low = int(max(lowest, 0) // step * step)
        if (100 - low) // step <= MOST_TICKS:
            break
    return list(range(min(low, 100 - step), 101, step))


def line_chart(chart: LineChart) -> dict[str, Any]:
    """Everything `components/line_chart.html` needs, from percentages by day.

    The plot leaves 40 units for the ticks and 112 for the labels at the lines' ends.
    """
    x1, x2 = 40, chart.width - 112
    scale = Scale(min(chart.ticks), max(chart.ticks), 16, chart.height - 32)
    x_of = _spread(len(chart.days), x1, x2)
    return {
        "id": chart.id,
        "title": chart.title,
        "width": chart.width,
        "height": chart.height,
        "plot": {
            "x1": x1,
            "x2": x2,
            "label_x": x1 - 8,
            "after_x": x2 + 10,
            "days_y": chart.height - 12,
        },
        "ticks": [_level(scale, value, f"{value:g}") for value in chart.ticks],
        "target": chart.target and _level(scale, chart.target, chart.target_label),
        "days": _day_labels(chart.days, x_of),
        "lines": _lines(chart, scale, x_of),
        "table": chart.table,
    }


def _spread(count: int, x1: float, x2: float) -> Callable[[int], float]:
    step = (x2 - x1) / max(count - 1, 1)
    return lambda index: round(x1 + index * step, 1)


def _level(scale: Scale, value: float, label: str) -> dict[str, Any]:
    y = scale(value)
    return {"y": y, "text_y": y + 4, "label": label}


def _day_labels(days: Sequence[str], x_of: Callable[[int], float]) -> list[dict[str, Any]]:
    """At most six of them, the last one always."""
    every = max(1, -(-len(days) // 5))
    last = len(days) - 1
    shown = [i for i in range(0, len(days), every) if last - i >= every or i == last]
    if last not in shown and days:
        shown.append(last)
    return [{"x": x_of(index), "label": days[index]} for index in shown]


def _lines(chart: LineChart, scale: Scale, x_of: Callable[[int], float]) -> list[dict[str, Any]]:
    drawn = [_line(line, scale, x_of) for line in chart.lines]
    named = [line for line in drawn if line["label"]]
    taken = [scale(chart.target) + 4] if chart.target else []
    for line in sorted(named, key=lambda line: line["label_y"]):
        line["label_y"] = _free_spot(line["label_y"], taken)
        taken.append(line["label_y"])
    return drawn


def _free_spot(wanted: float, taken: Sequence[float]) -> float:
    """The height nearest to `wanted` that keeps its distance from every label already placed."""
    candidates = [wanted, *(y + gap for y in taken for gap in (-LABEL_GAP, LABEL_GAP))]
    free = [y for y in candidates if all(abs(y - other) >= LABEL_GAP for other in taken)]
    free.sort(key=lambda y: abs(y - wanted))
    return round(free[0] if free else wanted, 1)


def _line(line: Line, scale: Scale, x_of: Callable[[int], float]) -> dict[str, Any]:
    marks: list[dict[str, Any]] = [
        {"x": x_of(index), "y": scale(mark.value), "url": mark.url, "title": mark.title}
        for index, mark in enumerate(line.marks)
        if mark.value is not None
    ]
    return {
        "number": line.number,
        "label": line.label if marks else "",
        "label_y": marks[-1]["y"] + 4 if marks else 0,
        "marks": marks,
        "runs": _runs(line.marks, scale, x_of),
    }


def _runs(marks: Sequence[Mark], scale: Scale, x_of: Callable[[int], float]) -> list[str]:
    """The stretches without a gap, each as the points of a polyline."""
    runs: list[list[str]] = [[]]
    for index, mark in enumerate(marks):
        if mark.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x_of(index)},{scale(mark.value)}")
    return [" ".join(run) for run in runs if run]


def band_chart(
    *,
    title: str,
    values: Sequence[float],
    expected: Sequence[tuple[float, float]],
    first_day: str,
    last_day: str,
    expected_label: str,
) -> dict[str, Any]:
    """What `components/band_chart.html` needs: a daily count against its expected (low, high)."""
    width, height, x1, x2, axis_y = 420, 136, 8, 360, 112
    top = max([*values, *(high for _, high in expected), 1])
    scale = Scale(0, top, 16, axis_y)
    x_of = _spread(len(values), x1, x2)
    upper = [f"{x_of(i)},{scale(high)}" for i, (_, high) in enumerate(expected)]
    lower = [f"{x_of(i)},{scale(low)}" for i, (low, _) in enumerate(expected)]
    last = len(values) - 1
    return {
        "title": title,
        "width": width,
        "height": height,
        "x1": x1,
        "x2": x2,
        "axis_y": axis_y,
        "days_y": height - 6,
        "band": " ".join(upper + lower[::-1]),
        "points": " ".join(f"{x_of(i)},{scale(value)}" for i, value in enumerate(values)),
        "alarms": [
            {"x": x_of(i), "y": scale(value), "is_last": i == last}
            for i, value in enumerate(values)
            if value > expected[i][1]
        ],
        "last": {"x": x2 + 12, "y": scale(values[-1]) + 4, "label": f"{values[-1]:g}"},
        "expected": {"x": x2 + 12, "y": scale(sum(expected[-1]) / 2) + 4, "label": expected_label},
        "first_day": first_day,
        "last_day": last_day,
    }


def heat_level(count: int, highest: int) -> int:
    """0 for nothing, else 1 to 5 by share of the highest cell: 9 of 9 is 5, 1 of 9 is 1."""
    if count <= 0 or highest <= 0:
        return 0
    return min(5, 1 + (count * 5 - 1) // highest)
