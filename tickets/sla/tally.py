"""Counts of a simulation that add up: kept and broken before and after, by whom, and due when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from tickets.sla import replay
from tickets.sla.simulate import Outcome

KEPT_BEFORE, BROKEN_BEFORE, KEPT_AFTER, BROKEN_AFTER, FLIPS_TO_BROKEN, FLIPS_TO_KEPT = range(6)
DIMENSIONS = ("tier", "team", "category", "metric")


def empty_sums() -> dict[str, Any]:
    """Counts that add up over chunks: JSON, so that a chunk's row can hold them."""
    return {
        "clocks": 0,
        "not_promised": 0,
        "all": [0] * 6,
        **{name: {} for name in DIMENSIONS},
        "hours_before": [0] * 24,
        "hours_after": [0] * 24,
    }


class Tally:
    """Counts clocks as they come, alike ones in one step; `sums` spreads them over the cells."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._alike: Counter[tuple] = Counter()
        self._before, self._after = [0] * 24, [0] * 24

    def add(self, outcome: Outcome) -> None:
        """Count one clock: how it went, how it would have gone, and the hours it is due."""
        clock, facts, after = outcome.clock, outcome.facts, outcome.after
        place = (facts.tier_id, facts.team_id, facts.category_id, clock.metric)
        self._alike[place, outcome.before, after.outcome] += 1
        if clock.due_at is not None:
            self._before[clock.due_at.astimezone(self._zone).hour] += 1
        if after.due_at is not None:
            self._after[after.due_at.astimezone(self._zone).hour] += 1

    def sums(self) -> dict[str, Any]:
        sums = empty_sums() | {"hours_before": self._before, "hours_after": self._after}
        for (place, before, after), count in self._alike.items():
            sums["clocks"] += count
            sums["not_promised"] += count * (after == replay.NOT_PROMISED)
            cells = [sums["all"]]
            for name, value in zip(DIMENSIONS, place, strict=True):
                cells.append(sums[name].setdefault(str(value or ""), [0] * 6))
            for cell in cells:
                for number, is_counted in enumerate(_counted(before, after)):
                    cell[number] += count * is_counted
        return sums


def _counted(before: str, after: str) -> tuple[bool, ...]:
    """Which of the six counts a clock adds to, in their order."""
    was_broken, is_broken = before == replay.BROKEN, after == replay.BROKEN
    return (
        before == replay.MET,
        was_broken,
        after == replay.MET,
        is_broken,
        is_broken and not was_broken,
        was_broken and not is_broken,
    )


def add_sums(total: dict[str, Any], part: Mapping[str, Any]) -> None:
    """Add the counts of one chunk to those of the run."""
    total["clocks"] += part["clocks"]
    total["not_promised"] += part["not_promised"]
    for name in ("all", "hours_before", "hours_after"):
        total[name] = [a + b for a, b in zip(total[name], part[name], strict=True)]
    for name in DIMENSIONS:
        for place, counts in part[name].items():
            known = total[name].get(place, [0] * 6)
            total[name][place] = [a + b for a, b in zip(known, counts, strict=True)]
