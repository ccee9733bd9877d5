"""Where the bars of the load by hour stand. Pure: figures in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 960, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 28
EVERY = 3
"""Each third hour has its label under it."""


def hour_bars(before: Sequence[int], after: Sequence[int]) -> dict[str, Any]:
    """Return pairs of bars for 24 hours, before and after, and lines at even steps.

    The highest count stands at 4/5 of the height or more: steps are 1, 2 or 5 times a power of 10.
    """
    highest = max(*before, *after, 1)
    step = _step(highest)
    top = -(-highest // step) * step
    slot = (WIDTH - LEFT - RIGHT) / len(before)
    bar = slot * 0.36

    def height(count: int) -> float:
        return round((HEIGHT - TOP - BOTTOM) * count / top, 1)

    def place(count: int, x: float, hour: int) -> dict[str, Any]:
        tall = height(count)
        return {
            "x": round(x, 1),
            "y": round(HEIGHT - BOTTOM - tall, 1),
            "width": round(bar, 1),
            "height": tall,
            "count": count,
            "hour": hour,
        }

    left = [LEFT + slot * hour + slot * 0.12 for hour in range(len(before))]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "x1": LEFT,
        "x2": WIDTH - RIGHT,
        "axis_y": HEIGHT - BOTTOM,
        "before": [place(n, left[hour], hour) for hour, n in enumerate(before)],
        "after": [place(n, left[hour] + bar + 1, hour) for hour, n in enumerate(after)],
        "ticks": [
            {"y": HEIGHT - BOTTOM - height(value), "label": value, "label_x": LEFT - 8}
            for value in range(0, top + 1, step)
        ],
        "hours": [
            {"x": round(LEFT + slot * (hour + 0.5), 1), "y": HEIGHT - 8, "label": f"{hour:02d}"}
            for hour in range(0, len(before), EVERY)
        ],
    }


def _step(highest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 ... that divides the height into five parts at most."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * power * 5:
                return factor * power
        power *= 10
