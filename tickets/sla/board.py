"""The clocks of one locked ticket as rows in memory: what they aim at, and the levels they reach.

`tickets.sla.clocks` says what starts, stops and moves them. SLA.md section 2 is the definition.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from tickets.configuration import Configuration
from tickets.models import Metric, SlaBreach, SlaClock, SlaPause, SlaTarget, Ticket
from tickets.sla import measures
from tickets.sla.ledger import Ledger
from tickets.sla.measures import BREACH_LEVEL, Level
from tickets.sla.promises import Promise
from tickets.sla.replies import pressed_replies

log = logging.getLogger(__name__)

PUSH_AHEAD = timedelta(minutes=5)
REPLY_METRICS = (Metric.FIRST_RESPONSE, Metric.NEXT_REPLY, Metric.PERIODIC_UPDATE)


class Board(Ledger):
    """All clocks and pauses of one ticket under its lock, reckoned but not moved."""

    def __init__(
        self,
        ticket: Ticket,
        configuration: Configuration,
        clocks: Iterable[SlaClock] = (),
        pauses: Iterable[SlaPause] = (),
    ) -> None:
        super().__init__(ticket, configuration)
        self.clocks = list(clocks)
        self.pauses = list(pauses)

    # --- Looking ---------------------------------------------------------------------------

    @property
    def live(self) -> list[SlaClock]:
        return [clock for clock in self.clocks if clock.is_live]

    def live_of(self, metric: str) -> SlaClock | None:
        return next((clock for clock in self.live if clock.metric == metric), None)

    def has_stopped(self, metric: str) -> bool:
        """Return whether a cycle of this metric has ended with an outcome."""
        ended = (SlaClock.State.MET, SlaClock.State.BREACHED_STOPPED)
        return any(clock.metric == metric and clock.state in ended for clock in self.clocks)

    def next_due_at(self) -> datetime | None:
        """Return the moment at which a promise of this ticket breaks first, if time is running."""
        moments = [
            clock.due_at
            for clock in self.live
            if clock.due_at is not None and clock.metric != Metric.ACKNOWLEDGEMENT
        ]
        return min(moments, default=None)

    def _is_broken(self, clock: SlaClock, at: datetime) -> bool:
        """Whether its time is over at `at`, unless a reply pressed in time is about to stop it."""
        if clock.breached_at is not None or clock.due_at is None or clock.due_at >= at:
            return False
        if clock.metric not in REPLY_METRICS:
            return True
        pressed = pressed_replies([self.ticket.pk]).get(self.ticket.pk)
        return pressed is None or not clock.started_at <= pressed <= clock.due_at

    # --- Reckoning -------------------------------------------------------------------------

    def _aim(self, clock: SlaClock, promise: Promise) -> None:
        """Give the clock its budget, calendar and due time by what is promised now."""
        target = promise.target
        clock.policy_version = promise.policy.version
        clock.target = target
        assert target.calendar_id is not None, "Whatever is promised has a calendar."
        clock.calendar_id = target.calendar_id
        clock.kind = target.kind
        clock.pauses_on_hold = promise.policy.version.pauses_on_hold
        if target.kind == SlaTarget.Kind.DURATION:
            clock.budget_seconds = measures.budget_of(
                target,
                round_=self.ticket.round,
                tier=self.ticket.tier_id,
                reopen_seconds=promise.policy.version.reopen_budget_seconds,
            )
            clock.due_at = measures.due_of(clock, self.pauses, self.configuration)
        else:
            clock.due_at, clock.budget_seconds = measures.deadline_of(clock, self.configuration)
        self._stand_or_run(clock)

    def _stand_or_run(self, clock: SlaClock) -> None:
        """A clock that isn't broken stands still while a pause counts for it."""
        if clock.breached_at is None:
            statuses = measures.pausing_statuses(clock)
            is_paused = any(p.to_at is None and p.status in statuses for p in self.pauses)
            clock.state = SlaClock.State.PAUSED if is_paused else SlaClock.State.RUNNING

    def _repoint(self, clock: SlaClock) -> None:
        """Recompute due time and next level. A breached clock keeps the due time it broke."""
        if clock.breached_at is None:
            clock.due_at = measures.due_of(clock, self.pauses, self.configuration)
        self._schedule(clock)
        self.touch(clock)

    def _schedule(self, clock: SlaClock) -> None:
        """Set the clock's next moment: the row the sweep finds it by."""
        clock.next_fire_at, clock.next_level = measures.next_level(
            clock, self.ticket.tier_id, self.pauses, self.configuration
        )

    def _rest(self, clock: SlaClock) -> None:
        clock.next_fire_at = clock.next_level = None
        self.touch(clock)

    def _elapsed(self, clock: SlaClock, start: datetime, end: datetime) -> int:
        return measures.elapsed_of(clock, start, end, self.pauses, self.configuration)

    # --- Levels ----------------------------------------------------------------------------

    def fire(self, *, at: datetime) -> None:
        """Pass every level of every live clock whose moment has come; the highest one tells."""
        for clock in self.live:
            if clock.next_fire_at is not None and clock.next_fire_at <= at:
                self._fire(clock, at)

    def _fire(self, clock: SlaClock, at: datetime) -> None:
        """One clock by itself: a fault in its calendar holds up no other of the ticket."""
        try:
            self._pass_levels(clock, at)
            self._schedule(clock)
        except Exception as error:  # a faulty calendar is shown on its clock, the others go on
            log.exception("a clock can't be reckoned", extra={"clock": clock.pk})
            clock.fault = f"{type(error).__name__}: {error}"[:300]
            clock.next_fire_at = at + PUSH_AHEAD
        else:
            clock.fault = ""
        self.touch(clock)

    def _pass_levels(self, clock: SlaClock, at: datetime) -> None:
        """Pass the levels that have been reached."""
        passed = [level for level in self._levels(clock) if level.is_reached(at)]
        for level in passed:
            superseded = level is not passed[-1]
            if level.percent == BREACH_LEVEL and clock.breached_at is None and clock.due_at:
                self.enter_breach(clock, clock.due_at, SlaBreach.Reason.DUE, at)
            self.enter_level(clock, level, at, superseded=superseded)
            self.announce_level(clock, level, superseded=superseded)

    def record_broken(self, *, at: datetime) -> None:
        """Pass the levels of clocks that have broken and that the sweep hasn't seen yet."""
        for clock in self.live:
            if self._is_broken(clock, at):
                self._pass_levels(clock, at)
                self._schedule(clock)
                self.touch(clock)

    def _break_if_past(self, clock: SlaClock, reason: str, at: datetime) -> None:
        """A due time that is past from the start breaks now, not in a past that nobody knew of."""
        if self._is_broken(clock, at):
            self.enter_breach(clock, at, reason, at)
            self._pass_levels(clock, at)

    def _levels(self, clock: SlaClock) -> list[Level]:
        return measures.levels_of(clock, self.ticket.tier_id, self.pauses, self.configuration)
