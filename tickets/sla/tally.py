"""Counts of a simulation that add up: kept and broken before and after, by whom, and due when."""

from __future__ import annotations

from collections.abc import Mapping
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


def add_outcome(sums: dict[str, Any], outcome: Outcome, zone: Any) -> None:
    """Count one clock: kept and broken before and after, flips, and the hour it is due."""
    clock, facts, after = outcome.clock, outcome.facts, outcome.after
    counts = (
        outcome.before == replay.MET,
        outcome.before == replay.BROKEN,
        after.outcome == replay.MET,
        after.outcome == replay.BROKEN,
        outcome.newly_broken,
        outcome.newly_kept,
    )
    sums["clocks"] += 1
    sums["not_promised"] += after.outcome == replay.NOT_PROMISED
    places = (facts.tier_id, facts.team_id, facts.category_id, clock.metric)
    cells = [sums["all"]]
    for name, place in zip(DIMENSIONS, places, strict=True):
        cells.append(sums[name].setdefault(str(place or ""), [0] * 6))
    for cell in cells:
        for number, is_counted in enumerate(counts):
            cell[number] += is_counted
    if clock.due_at is not None:
        sums["hours_before"][clock.due_at.astimezone(zone).hour] += 1
    if after.due_at is not None:
        sums["hours_after"][after.due_at.astimezone(zone).hour] += 1


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
