"""The arithmetic of one clock in words: each stretch, their sum, what is left, what is next.

Where a clock began in the middle of a minute, all of it is told to the second, so that the lines
add up on paper too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from tickets import display
from tickets.deadline_strip import Stretch as Strip
from tickets.deadline_strip import deadline_strip
from tickets.models import Metric, SlaClock, SlaTarget
from tickets.queries.standing_words import DUE_NAMES
from tickets.sla.calendar import Stretch
from tickets.sla.explain import Explanation

MOST_ROWS = 24
STRIP_UP_TO = 12
SHORT = 3600  # seconds; of less than that, each one counts

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
RULES = {
    SlaTarget.Kind.BUSINESS_DAYS: gettext_lazy("end of working day %(days)d after receipt"),
    SlaTarget.Kind.CALENDAR_DAYS: gettext_lazy("end of day %(days)d after receipt"),
    SlaTarget.Kind.CALENDAR_DAYS_ROLL: gettext_lazy(
        "end of day %(days)d after receipt, moved to the next working day"
    ),
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


def clock_sum(explanation: Explanation, state: str, now: datetime) -> dict[str, Any]:
    """Return the context of tickets/_why.html."""
    clock = explanation.clock
    due = _due_in_full(clock)
    word = _length_words(explanation)
    return {
        "question": _question(clock, now),
        "lead": _lead(explanation, now),
        "rows": _rows(explanation, now, word),
        "strip": _strip(explanation, state, now),
        "due": gettext("Due %(moment)s") % {"moment": due} if due else gettext("So far"),
        "total": word(sum(part.seconds for part in explanation.stretches if part.counts)),
        "left": _left(explanation, now, word),
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


def _length_words(explanation: Explanation) -> Callable[[float], str]:
    """How lengths are worded in all lines of this sum: `1 h 30`, or `1:29:39` where it needs it."""
    is_whole = all(part.seconds % 60 == 0 for part in explanation.stretches if part.counts)
    return display.sum_of_hours if is_whole else display.sum_to_the_second


def due_moment(clock: SlaClock, now: datetime) -> str:
    """When it is due; the end of a day is called by that day: `Mon 24:00`, not `Tue 00:00`."""
    if clock.due_at is None:
        return ""
    if clock.kind == SlaTarget.Kind.DURATION or not _is_midnight(clock.due_at):
        return display.moment(clock.due_at, now=now)
    evening = clock.due_at - timedelta(minutes=1)
    return display.moment(evening, now=now).replace("23:59", "24:00")


def _due_in_full(clock: SlaClock) -> str:
    if clock.due_at is None:
        return ""
    if clock.kind == SlaTarget.Kind.DURATION or not _is_midnight(clock.due_at):
        return _exact(display.full_moment(clock.due_at), clock.due_at)
    evening = clock.due_at - timedelta(minutes=1)
    return display.full_moment(evening).replace("23:59", "24:00")


def _is_midnight(at: datetime) -> bool:
    return timezone.localtime(at).time() == time.min


def _exact(words: str, at: datetime) -> str:
    """Words that end with hour and minute, with the seconds where there are any."""
    return f"{words}:{at:%S}" if at.second else words


def _question(clock: SlaClock, now: datetime) -> str:
    if clock.due_at is None:
        return gettext("What has counted so far?")
    return gettext("Why %(moment)s?") % {"moment": due_moment(clock, now)}


def _lead(explanation: Explanation, now: datetime) -> str:
    clock = explanation.clock
    words = {
        "budget": _budget(clock.budget_seconds),
        "start": display.moment(clock.started_at, now=now),
        "promise": DUE_NAMES[Metric(clock.metric)],
    }
    if clock.kind == SlaTarget.Kind.DURATION:
        return gettext("%(promise)s: %(budget)s that count, from %(start)s.") % words
    words["rule"] = _rule(clock)
    return gettext("%(promise)s: %(rule)s, from %(start)s. It never pauses.") % words


def _budget(seconds: int) -> str:
    return display.sum_to_the_second(seconds) if seconds % 60 else display.duration(seconds)


def _matched(conditions: tuple[str, ...]) -> str:
    if not conditions:
        return gettext("Holds for every ticket that no other policy takes.")
    names = display.listed(CONDITIONS[name] for name in conditions)
    return gettext("Chosen by: %(conditions)s.") % {"conditions": names}


def _rule(clock: SlaClock) -> str:
    """A deadline by date, with its number of days."""
    if clock.target is None:
        return str(SlaTarget.Kind(clock.kind).label)
    return str(RULES[SlaTarget.Kind(clock.kind)]) % {"days": clock.target.amount}


def _rows(
    explanation: Explanation, now: datetime, word: Callable[[float], str]
) -> list[dict[str, Any]]:
    """The stretches with a running sum; a long middle is told in one row."""
    rows, total = [], 0.0
    running_at = now if explanation.clock.is_live else None
    for stretch in explanation.stretches:
        total += stretch.seconds if stretch.counts else 0
        row: dict[str, Any] = {
            "from_to": from_to(stretch.from_, stretch.to, now),
            "why": _why(stretch, running_at, word),
            "kind": _kind(stretch),
        }
        if stretch.counts:
            row |= {"seconds": stretch.seconds, "total_seconds": total}
            row |= {"counts": word(stretch.seconds), "sum": word(total)}
        rows.append(row)
    if len(rows) <= MOST_ROWS:
        return rows
    head, tail = rows[: MOST_ROWS // 2], rows[-MOST_ROWS // 2 :]
    return [*head, _folded(rows[len(head) : -len(tail)], word), *tail]


def _folded(rows: list[dict[str, Any]], word: Callable[[float], str]) -> dict[str, Any]:
    return {
        "from_to": gettext("%(count)d stretches like these") % {"count": len(rows)},
        "why": "",
        "counts": word(sum(row.get("seconds", 0) for row in rows)),
        "sum": word(max(row.get("total_seconds", 0) for row in rows)),
        "kind": "counts",
    }


def from_to(start: datetime, end: datetime, now: datetime) -> str:
    """`Mon 09:00 to 18:00`, with the day said again where it changes."""
    same_day = timezone.localtime(start).date() == timezone.localtime(end).date()
    until = display.clock_time(end) if same_day else display.moment(end, now=now)
    words = {"start": _exact(display.moment(start, now=now), start), "end": _exact(until, end)}
    return gettext("%(start)s to %(end)s") % words


def _why(stretch: Stretch, running_at: datetime | None, word: Callable[[float], str]) -> str:
    if stretch.reason == "pause":
        return str(PAUSES.get(stretch.label, REASONS["pause"]))
    words = str(REASONS[stretch.reason])
    if running_at and stretch.counts and stretch.from_ < running_at < stretch.to:
        gone = _so_far((running_at - stretch.from_).total_seconds(), word)
        return gettext("%(why)s, %(length)s of it gone") % {"why": words, "length": gone}
    return display.titled(words, stretch.label) if stretch.label else words


def _kind(stretch: Stretch) -> str:
    if stretch.counts:
        return "counts"
    return "paused" if stretch.reason == "pause" else "skipped"


def _so_far(seconds: float, word: Callable[[float], str]) -> str:
    """A length up to now, which no line adds up to: to the second only while it is short."""
    return (display.sum_to_the_second if seconds < SHORT and seconds % 60 else word)(seconds)


def _left(
    explanation: Explanation, now: datetime, word: Callable[[float], str]
) -> dict[str, str] | None:
    """What of the budget is left while the clock can still be kept."""
    seconds = explanation.left_seconds
    if not seconds or seconds < 0:
        return None
    label = gettext("Left at %(time)s") % {"time": _exact(display.clock_time(now), now)}
    return {"label": label, "length": _so_far(seconds, word)}


def _strip(explanation: Explanation, state: str, now: datetime) -> dict[str, Any] | None:
    """The picture, where there is a due time and few enough stretches to be seen."""
    clock, parts = explanation.clock, explanation.stretches
    if clock.due_at is None or not 1 < len(parts) <= STRIP_UP_TO or not clock.is_live:
        return None
    return deadline_strip(
        [
            Strip(part.from_, part.to, _kind(part), label)
            for part, label in zip(parts, _beginnings(parts, now), strict=True)
        ],
        now=now,
        state=state if state != "paused" else "on_track",
        title=_lead(explanation, now),
        now_label=gettext("now %(time)s") % {"time": display.clock_time(now)},
        due_label=due_moment(clock, now),
    )


def _beginnings(parts: Sequence[Stretch], now: datetime) -> list[str]:
    """What stands under each stretch: when the first one begins, then each new day by its name."""
    labels: list[str] = []
    shown: date | None = None
    for part in parts:
        begins = timezone.localtime(part.from_)
        is_new = part.counts and begins.date() != shown
        if not is_new:
            labels.append("")
            continue
        labels.append(display.moment(begins, now=now) if shown is None else _day_name(begins))
        shown = begins.date()
    return labels


def _day_name(at: datetime) -> str:
    return date_format(at, "D")


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
