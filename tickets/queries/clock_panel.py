"""The clocks of a ticket as its page shows them, each with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from tickets import display
from tickets.configuration import Configuration
from tickets.models import Metric, SlaClock, SlaPause, Ticket
from tickets.queries.clock_sum import clock_sum, due_moment
from tickets.queries.standing_words import state_of
from tickets.sla.explain import Explanation, explain

MOST_ENDED = 6


def clock_panel(
    ticket: Ticket,
    clocks: Iterable[SlaClock],
    pauses: list[SlaPause],
    *,
    now: datetime,
    settings: Configuration,
) -> dict[str, list[dict[str, Any]]]:
    """Return `clocks`, the live ones by what breaks first, and the latest `ended_clocks`.

    Each has name, state, left, why, percent_used and `sum`, the context of tickets/_why.html;
    ended ones leave the sum to the page of all clocks, so that a long story costs no more here.
    """
    clocks = list(clocks)
    live = [clock for clock in clocks if clock.is_live]
    ended = [clock for clock in clocks if clock.stopped_at is not None]
    rounds = rounds_of(ticket, clocks)
    return {
        "clocks": _items(live, ticket, pauses, rounds, now, settings),
        "ended_clocks": [_ended(clock, rounds, now) for clock in ended[-MOST_ENDED:]],
    }


def explained(
    clocks: Iterable[SlaClock],
    ticket: Ticket,
    pauses: list[SlaPause],
    *,
    now: datetime,
    settings: Configuration,
    also_ended: bool = False,
) -> list[dict[str, Any]]:
    """Return the live clocks (and those that ended) with the arithmetic of each."""
    clocks = list(clocks)
    shown = [clock for clock in clocks if clock.is_live or (also_ended and clock.stopped_at)]
    return _items(shown, ticket, pauses, rounds_of(ticket, clocks), now, settings)


def _items(
    clocks: Iterable[SlaClock],
    ticket: Ticket,
    pauses: list[SlaPause],
    rounds: dict[int, int],
    now: datetime,
    settings: Configuration,
) -> list[dict[str, Any]]:
    return [
        _item(explain(clock, ticket=ticket, pauses=pauses, now=now, settings=settings), rounds, now)
        for clock in sorted(clocks, key=lambda clock: _place(clock, now))
    ]


def _ended(clock: SlaClock, rounds: dict[int, int], now: datetime) -> dict[str, Any]:
    state = state_of(clock, now)
    return {
        "name": clock_name(clock, rounds.get(clock.pk, 1)),
        "state": state,
        "left": _how_long(clock),
        "why": _due_line(clock, state, now),
        "percent_used": None,
    }


def _place(clock: SlaClock, now: datetime) -> tuple[bool, datetime, int]:
    return not clock.is_live, clock.due_at or now.replace(year=9000), clock.pk


def _item(explanation: Explanation, rounds: dict[int, int], now: datetime) -> dict[str, Any]:
    clock = explanation.clock
    state = state_of(clock, now)
    return {
        "name": clock_name(clock, rounds.get(clock.pk, 1)),
        "state": state,
        "left": _left(explanation, state, now),
        "why": _due_line(clock, state, now),
        "percent_used": explanation.percent_used if clock.is_live else None,
        "sum": clock_sum(explanation, state, now),
    }


def clock_name(clock: SlaClock, round_: int) -> str:
    name = str(Metric(clock.metric).label)
    if clock.metric == Metric.RESOLUTION and round_ > 1:
        return gettext("%(promise)s, round %(round)d") % {"promise": name, "round": round_}
    return name


def rounds_of(ticket: Ticket, clocks: Iterable[SlaClock]) -> dict[int, int]:
    """Return {clock: the ticket's round when it started}.

    That is its cycle, unless a round was taken back or a cancelling undone: then one round has two
    clocks, and the events tell.
    """
    solving = [clock for clock in clocks if clock.metric == Metric.RESOLUTION]
    if max((clock.cycle for clock in solving), default=1) == ticket.round:
        return {clock.pk: clock.cycle for clock in solving}
    steps = {"ticket.reopened": 1, "ticket.reopen_undone": -1}
    events = ticket.events.filter(code__in=steps).order_by("seq").values_list("at", "code")
    moves = [(at, steps[code]) for at, code in events]
    return {
        clock.pk: 1 + sum(step for at, step in moves if at <= clock.started_at) for clock in solving
    }


def _left(explanation: Explanation, state: str, now: datetime) -> float | str:
    """Time to the due moment while it is known; open time left while the clock stands."""
    clock = explanation.clock
    if clock.stopped_at is not None:
        return _how_long(clock)
    if state == "paused" or clock.due_at is None:
        return float(explanation.left_seconds or 0)
    return (clock.due_at - now).total_seconds()


def _how_long(clock: SlaClock) -> str:
    """Word how long a clock that ended took, or by how much it was late."""
    if clock.breached_at is not None and clock.stopped_at is not None:
        over = (clock.stopped_at - clock.breached_at).total_seconds()
        return gettext("%(length)s late") % {"length": display.duration(over)}
    return display.duration(clock.elapsed_seconds or 0)


def _due_line(clock: SlaClock, state: str, now: datetime) -> str:
    if clock.stopped_at is not None:
        template = (
            gettext("late, %(moment)s")
            if clock.breached_at is not None
            else gettext("on time, %(moment)s")
        )
        return template % {"moment": display.moment(clock.stopped_at, now=now)}
    if clock.due_at is None:
        return gettext("stands still")
    template = gettext("was due %(moment)s") if state == "breached" else gettext("due %(moment)s")
    return template % {"moment": due_moment(clock, now)}
