"""Unions and differences of half-open intervals, and the union of pauses."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from tickets.sla.instants import FIRST, LAST, from_datetime

Interval = tuple[int, int]


class PauseError(ValueError):
    """A pause ends before it begins."""


class Pause(NamedTuple):
    """A half-open stretch of time that does not count; `to=None` while it still lasts."""

    from_: datetime
    to: datetime | None
    cause: str = ""


def united(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort and merge what overlaps or touches: [9, 12) and [12, 18) become [9, 18)."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def union_of_pauses(pauses: Iterable) -> list[tuple[int, int, str]]:
    """Make (from, to, cause) disjoint and sorted, in microseconds; where two overlap the earlier
    one keeps its cause. Takes `Pause` or bare pairs, in any order. Raises PauseError.
    """
    spans = []
    reached, tidy = FIRST, True
    for pause in pauses:
        begin = from_datetime(pause[0])
        to = LAST if pause[1] is None else from_datetime(pause[1])
        if to < begin:
            raise PauseError(
                f"A pause ends at {pause[1]} before it begins at {pause[0]}: swap or drop it."
            )
        spans.append((begin, to, pause[2] if len(pause) > 2 else ""))
        tidy = tidy and reached <= begin < to
        reached = to
    return spans if tidy else _disjoint(sorted(spans, key=_begin))


def _begin(span: tuple[int, int, str]) -> int:
    return span[0]


def _disjoint(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    disjoint = []
    reached = FIRST
    for begin, to, cause in spans:
        if max(begin, reached) < to:
            disjoint.append((max(begin, reached), to, cause))
            reached = to
    return disjoint
