"""Plays a story of `sla_scenarios.json` through the real actions, whatever its events are.

    played = play(story, variant="a", cast=cast)
    problems = differences(played, all_of(story["clocks"], "a", ""))

A story names a calendar, events and what each clock must be. While the worker is up the sweep comes
by at every moment at which something is due, before the next event happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.cast import Cast
from tests.support.story_desk import ON_ANOTHER_CALENDAR, Played, Row, belongs, moment, prepare
from tests.support.story_events import PLAYERS
from tickets.models import SlaClock
from tickets.sla.sweep import sweep


def variants(story: Row) -> list[str]:
    named = {row["variant"] for row in story["clocks"] if row.get("variant")}
    return sorted(named) or [""]


def suffixes(story: Row) -> list[str]:
    """`_24x7` where a story compares a metric on two calendars: it is played on each."""
    rows = [row["metric"].endswith(ON_ANOTHER_CALENDAR) for row in story["clocks"]]
    return [""] * (not all(rows)) + [ON_ANOTHER_CALENDAR] * any(rows)


def all_of(rows: Iterable[Row], variant: str, suffix: str) -> list[Row]:
    """The expectations that this way of playing is to meet."""
    return [
        row
        for row in rows
        if belongs(row, variant) and row["metric"].endswith(ON_ANOTHER_CALENDAR) == bool(suffix)
    ]


def play(story: Row, *, variant: str = "", suffix: str = "", cast: Cast) -> Played:
    played = Played(cast)
    prepare(story, variant, suffix, played)
    for event in story["events"]:
        if not belongs(event, variant):
            continue
        at = moment(event["at"])
        _sweep_until(played, at)
        PLAYERS[event["event"]](played, event, at)
        _sweep_until(played, at)
        _remember(played, event)
        played.ended_at = at
    return played


def go_on_until(played: Played, at: datetime) -> None:
    """Let time pass after the last event."""
    _sweep_until(played, at)
    _remember(played, {"event": "later"})


def _sweep_until(played: Played, at: datetime) -> None:
    while played.is_worker_up:
        row = SlaClock.objects.filter(next_fire_at__isnull=False).order_by("next_fire_at").first()
        if row is None or (comes := _next_second(row.next_fire_at)) > at:
            return
        sweep(at=comes)


def _next_second(when: datetime | None) -> datetime:
    assert when is not None
    whole = when.replace(microsecond=0)
    return whole if whole == when else whole + timedelta(seconds=1)


def _remember(played: Played, event: Row) -> None:
    clocks = SlaClock.objects.filter(ticket__in=[case.pk for case in played.tickets.values()])
    known = {
        (name, clock.metric, clock.cycle): clock
        for clock in clocks
        for name, case in played.tickets.items()
        if case.pk == clock.ticket_id
    }
    played.history.append((event, known))
