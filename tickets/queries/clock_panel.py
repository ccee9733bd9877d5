"""The clocks of a ticket as its page shows them, each with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from tickets import display
from tickets.configuration import Configuration
from tickets.deadline_strip import Stretch as Strip
from tickets.deadline_strip import deadline_strip
from tickets.models import Metric, SlaClock, SlaPause, SlaTarget, Ticket
from tickets.queries.standing_words import DUE_NAMES, state_of
from tickets.sla.calendar import Stretch
from tickets.sla.explain import Explanation, explain

MOST_ENDED = 6
MOST_ROWS = 24
STRIP_UP_TO = 12

REASONS = {
    "open": pgettext_lazy("stretch of time", "open"),
    "night": pgettext_lazy("stretch of time", "closed, night"),
    "between": pgettext_lazy("stretch of time", "closed, between shifts"),
    "break": pgettext_lazy("stretch of time", "closed, break"),
    "weekend": pgettext_lazy("stretch of time", "closed, weekend"),
    "holiday": pgettext_lazy("stretch of time", "closed, holiday"),
    "closed": pgettext_lazy("stretch of time", "closed"),
    "pause": pgettext_lazy("stretch of time", "paused"),
}
PAUSES = {
    "waiting_customer": pgettext_lazy("stretch of time", "paused, waiting for the customer"),
    "on_hold": pgettext_lazy("stretch of time", "paused, on hold"),
}
CONDITIONS = {
    "kind": pgettext_lazy("condition of a policy", "kind"),
    "category": pgettext_lazy("condition of a policy", "category"),
    "tier": pgettext_lazy("condition of a policy", "tier"),
    "channel": pgettext_lazy("condition of a policy", "channel"),
    "team": pgettext_lazy("condition of a policy", "team"),
    "customer_tier": pgettext_lazy("condition of a policy", "customer tier"),
    "language": pgettext_lazy("condition of a policy", "language"),
}


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
    ended = [clock for clock in clocks if clock.stopped_at is not None]
    rounds = rounds_of(ticket, clocks)
    return {
        "clocks": explained(clocks, ticket, pauses, now=now, settings=settings),
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
    rounds = rounds_of(ticket, clocks)
    return [
        _item(explain(clock, ticket=ticket, pauses=pauses, now=now, settings=settings), rounds, now)
        for clock in sorted(shown, key=lambda clock: _place(clock, now))
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
        "sum": _sum(explanation, state, now),
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
    return template % {"moment": display.moment(clock.due_at, now=now)}


# --- The arithmetic --------------------------------------------------------------------------


def _sum(explanation: Explanation, state: str, now: datetime) -> dict[str, Any]:
    clock = explanation.clock
    due = display.full_moment(clock.due_at) if clock.due_at else ""
    return {
        "question": _question(clock, now),
        "lead": _lead(explanation, now),
        "rows": _rows(explanation, now),
        "strip": _strip(explanation, state, now),
        "due": gettext("Due %(moment)s") % {"moment": due} if due else gettext("So far"),
        "total_seconds": _counted(explanation.stretches),
        "next_level": _next_level(explanation, now),
        "policy": {
            "name": gettext("%(policy)s, version %(number)d")
            % {"policy": explanation.policy_name, "number": explanation.policy_version}
        },
        "calendar": {
            "name": gettext("%(calendar)s (%(zone)s)")
            % {"calendar": explanation.calendar_name, "zone": explanation.calendar_zone}
        },
        "matched": _matched(explanation.matched),
        "is_open": False,
    }


def _question(clock: SlaClock, now: datetime) -> str:
    if clock.due_at is None:
        return gettext("What has counted so far?")
    moment = display.moment(clock.due_at, now=now)
    return gettext("Why %(moment)s?") % {"moment": moment}


def _lead(explanation: Explanation, now: datetime) -> str:
    clock = explanation.clock
    words = {
        "budget": display.duration(clock.budget_seconds),
        "start": display.moment(clock.started_at, now=now),
        "promise": DUE_NAMES[Metric(clock.metric)],
    }
    if clock.kind == SlaTarget.Kind.DURATION:
        return gettext("%(promise)s: %(budget)s that count, from %(start)s.") % words
    words["rule"] = str(SlaTarget.Kind(clock.kind).label)
    return gettext("%(promise)s: %(rule)s, from %(start)s. It never pauses.") % words


def _matched(conditions: tuple[str, ...]) -> str:
    if not conditions:
        return gettext("Holds for every ticket that no other policy takes.")
    names = display.listed(CONDITIONS[name] for name in conditions)
    return gettext("Chosen by: %(conditions)s.") % {"conditions": names}


def _rows(explanation: Explanation, now: datetime) -> list[dict[str, Any]]:
    """The stretches with a running sum; a long middle is told in one row."""
    rows, total = [], 0.0
    for stretch in explanation.stretches:
        total += stretch.seconds if stretch.counts else 0
        rows.append(_row(stretch, total, now))
    if len(rows) <= MOST_ROWS:
        return rows
    head, tail = rows[: MOST_ROWS // 2], rows[-MOST_ROWS // 2 :]
    left_out = rows[len(head) : -len(tail)]
    return [*head, _folded(left_out), *tail]


def _row(stretch: Stretch, total: float, now: datetime) -> dict[str, Any]:
    return {
        "from_to": from_to(stretch.from_, stretch.to, now),
        "why": _why(stretch),
        "seconds": stretch.seconds if stretch.counts else None,
        "sum_seconds": total if stretch.counts else None,
        "kind": _kind(stretch),
    }


def _folded(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "from_to": gettext("%(count)d stretches like these") % {"count": len(rows)},
        "why": "",
        "seconds": sum(row["seconds"] or 0 for row in rows),
        "sum_seconds": max(row["sum_seconds"] or 0 for row in rows),
        "kind": "counts",
    }


def from_to(start: datetime, end: datetime, now: datetime) -> str:
    """`Mon 09:00 to 18:00`, with the day said again where it changes."""
    same_day = timezone.localtime(start).date() == timezone.localtime(end).date()
    until = display.clock_time(end) if same_day else display.moment(end, now=now)
    words = {"start": display.moment(start, now=now), "end": until}
    return gettext("%(start)s to %(end)s") % words


def _why(stretch: Stretch) -> str:
    if stretch.reason == "pause":
        return str(PAUSES.get(stretch.label, REASONS["pause"]))
    words = str(REASONS[stretch.reason])
    return display.titled(words, stretch.label) if stretch.label else words


def _kind(stretch: Stretch) -> str:
    if stretch.counts:
        return "counts"
    return "paused" if stretch.reason == "pause" else "skipped"


def _counted(parts: Iterable[Stretch]) -> float:
    return sum(part.seconds for part in parts if part.counts)


def _strip(explanation: Explanation, state: str, now: datetime) -> dict[str, Any] | None:
    """The picture, where there is a due time and few enough stretches to be seen."""
    clock, parts = explanation.clock, explanation.stretches
    if clock.due_at is None or not 1 < len(parts) <= STRIP_UP_TO or not clock.is_live:
        return None
    return deadline_strip(
        [Strip(part.from_, part.to, _kind(part)) for part in parts],
        now=now,
        state=state if state != "paused" else "on_track",
        title=_lead(explanation, now),
        now_label=gettext("now %(time)s") % {"time": display.clock_time(now)},
    )


def _next_level(explanation: Explanation, now: datetime) -> str:
    level = explanation.next_level
    if level is None or level.moment is None:
        return ""
    told = level.step.told if level.step else []
    words = {"percent": level.percent, "moment": display.moment(level.moment, now=now)}
    if not told:
        return gettext("At %(percent)d %%, %(moment)s, the promise breaks.") % words
    words["people"] = display.listed(told)
    return gettext("Next, at %(percent)d %%, %(moment)s: tells %(people)s.") % words
