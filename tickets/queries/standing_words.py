"""One line that says how a ticket stands: how long, which promise, until when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext, pgettext_lazy

from tickets import display
from tickets.actions.classifying import AMBER_LEVEL
from tickets.configuration import Configuration
from tickets.models import Metric, SlaClock, SlaPause, Ticket
from tickets.sla import measures

# The promise as it is named before "due": "First reply due today 10:46".
DUE_NAMES = {
    Metric.ACKNOWLEDGEMENT: pgettext_lazy("promise", "Acknowledgement"),
    Metric.FIRST_RESPONSE: pgettext_lazy("promise", "First reply"),
    Metric.NEXT_REPLY: pgettext_lazy("promise", "Next reply"),
    Metric.PERIODIC_UPDATE: pgettext_lazy("promise", "Update"),
    Metric.RESOLUTION: pgettext_lazy("promise", "Solution"),
    Metric.ASSIGNMENT: pgettext_lazy("promise", "An owner"),
    Metric.STATUTORY: pgettext_lazy("promise", "Written answer"),
}


@dataclass(frozen=True)
class Standing:
    """What the clock tag shows: `state`, `left` in seconds (negative when over), `why`."""

    state: str
    left: float | None
    why: str


def standing_of(
    clocks: Iterable[SlaClock], pause: SlaPause | None, *, now: datetime, settings: Configuration
) -> Standing | None:
    """Return the standing of a live ticket from its live clocks and its open pause.

    The clock that breaks first speaks; where all stand still, the one that was stopped last.
    """
    judged = [clock for clock in clocks if clock.metric != Metric.ACKNOWLEDGEMENT]
    running = [clock for clock in judged if clock.due_at is not None]
    if running:
        return _ticking(min(running, key=lambda clock: (clock.due_at, clock.pk)), now)
    standing_still = [clock for clock in judged if clock.state == SlaClock.State.PAUSED]
    if standing_still and pause is not None:
        return _paused(standing_still[0], pause, now, settings)
    return None


def state_of(clock: SlaClock, now: datetime) -> str:
    """Return the clock's state in the words of the screens."""
    if clock.state in (SlaClock.State.MET, SlaClock.State.CANCELLED):
        return clock.state
    if clock.breached_at is not None or (clock.due_at is not None and clock.due_at < now):
        return "breached"
    if clock.state == SlaClock.State.PAUSED:
        return "paused"
    return "at_risk" if clock.last_level >= AMBER_LEVEL else "on_track"


def _ticking(clock: SlaClock, now: datetime) -> Standing:
    assert clock.due_at is not None
    state = state_of(clock, now)
    moment = display.moment(clock.due_at, now=now)
    why = _due(clock.metric, moment, state == "breached", get_language())
    return Standing(state, (clock.due_at - now).total_seconds(), why)


@lru_cache(maxsize=2048)
def _due(metric: str, moment: str, is_over: bool, language: str | None) -> str:
    template = (
        gettext("%(promise)s was due %(moment)s")
        if is_over
        else gettext("%(promise)s due %(moment)s")
    )
    return template % {"promise": str(DUE_NAMES[Metric(metric)]), "moment": moment}


def _paused(clock: SlaClock, pause: SlaPause, now: datetime, settings: Configuration) -> Standing:
    since = display.moment(pause.from_at, now=now)
    template = (
        gettext("Waiting for the customer since %(moment)s")
        if pause.status == Ticket.Status.WAITING_CUSTOMER
        else gettext("On hold since %(moment)s")
    )
    left = open_seconds_left(clock, [pause], at=pause.from_at, settings=settings)
    return Standing("paused", left, template % {"moment": since})


def open_seconds_left(
    clock: SlaClock, pauses: Iterable[SlaPause], *, at: datetime, settings: Configuration
) -> float:
    """Return what is left of the clock's budget at `at`, in open seconds; negative when over."""
    spent = measures.elapsed_of(clock, clock.started_at, at, pauses, settings)
    return clock.budget_seconds - spent
