"""The clocks of one locked ticket: started, paused, stopped, retargeted, fired, in memory first.

An action works on a `ClockBoard`; what changed is written set-based by `tickets.actions.change`,
for one ticket or for a batch with the same statements. SLA.md section 2 is the definition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from tickets.configuration import Configuration
from tickets.models import (
    Metric,
    SlaBreach,
    SlaClock,
    SlaClockEvent,
    SlaFiring,
    SlaPause,
    SlaTarget,
    Ticket,
)
from tickets.sla import measures
from tickets.sla.measures import BREACH_LEVEL, Level
from tickets.sla.promises import Promise, promise_for

REPLY_METRICS = (Metric.FIRST_RESPONSE, Metric.NEXT_REPLY, Metric.PERIODIC_UPDATE)
RESOLVE_METRICS = (*REPLY_METRICS[1:], Metric.RESOLUTION)
MIN_REOPEN_SECONDS = 4 * 3600


class ClockBoard:
    """All clocks and pauses of one ticket under its lock, with what has to be written.

    `happened` collects (event code, data) pairs for the ticket's event chain.
    """

    def __init__(
        self,
        ticket: Ticket,
        configuration: Configuration,
        clocks: Iterable[SlaClock] = (),
        pauses: Iterable[SlaPause] = (),
    ) -> None:
        self.ticket = ticket
        self.configuration = configuration
        self.clocks = list(clocks)
        self.pauses = list(pauses)
        self.started: list[SlaClock] = []
        self.changed: dict[int, SlaClock] = {}
        self.pauses_changed: list[SlaPause] = []
        self.clock_events: list[SlaClockEvent] = []
        self.breaches: list[SlaBreach] = []
        self.firings: list[SlaFiring] = []
        self.happened: list[tuple[str, dict[str, Any]]] = []

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

    # --- Starting --------------------------------------------------------------------------

    def start(
        self, metric: str, *, started_at: datetime, at: datetime, cycle: int | None = None
    ) -> SlaClock | None:
        """Start a cycle of `metric`; return None where the policy promises nothing for it."""
        promise = promise_for(self.ticket, metric, self.configuration)
        if promise is None or self.live_of(metric) is not None:
            return None
        clock = SlaClock(
            ticket=self.ticket,
            metric=metric,
            cycle=cycle or self._next_cycle(metric),
            started_at=started_at,
        )
        self._aim(clock, promise)
        if measures.pausing_statuses(clock) and self._open_pause_for(clock):
            clock.state = SlaClock.State.PAUSED
        self.clocks.append(clock)
        self.started.append(clock)
        self._schedule(clock)
        self._note(clock, SlaClockEvent.Code.STARTED, at, self._aim_data(clock))
        self.happened.append(("sla.started", self._event_data(clock)))
        return clock

    def _next_cycle(self, metric: str) -> int:
        return 1 + max((c.cycle for c in self.clocks if c.metric == metric), default=0)

    def _aim(self, clock: SlaClock, promise: Promise) -> None:
        """Give the clock its budget, calendar and due time by what is promised now."""
        target = promise.target
        clock.policy_version = promise.policy.version
        clock.target = target
        clock.calendar_id = target.calendar_id
        clock.kind = target.kind
        clock.pauses_on_hold = promise.policy.version.pauses_on_hold
        calendar = self.configuration.calendars[target.calendar_id]
        if target.kind == SlaTarget.Kind.DURATION:
            clock.budget_seconds = self._budget(clock, promise)
            clock.due_at = measures.due_of(clock, self.pauses, self.configuration)
        else:
            clock.due_at, clock.budget_seconds = measures.deadline(
                target, clock.started_at, calendar
            )

    def _budget(self, clock: SlaClock, promise: Promise) -> int:
        amount = promise.target.amount
        if clock.metric != Metric.RESOLUTION or clock.cycle == 1:
            return amount
        fixed = promise.policy.version.reopen_budget_seconds
        if fixed is not None:
            return fixed
        if self.ticket.tier_id == 1:
            return amount
        return max((amount + 1) // 2, MIN_REOPEN_SECONDS)

    # --- Stopping --------------------------------------------------------------------------

    def stop(self, metrics: Collection[str], *, stopped_at: datetime, at: datetime) -> None:
        """Stop the live clocks of these metrics; each is judged first, then its outcome stands."""
        for clock in [clock for clock in self.live if clock.metric in metrics]:
            self._stop(clock, stopped_at, at)

    def _stop(self, clock: SlaClock, stopped_at: datetime, at: datetime) -> None:
        if clock.breached_at is None and clock.due_at and stopped_at > clock.due_at:
            self._breach(clock, clock.due_at, SlaBreach.Reason.DUE, at)
            self._record_level(clock, Level(BREACH_LEVEL, clock.due_at, None), at, superseded=True)
            self.happened.append(("sla.breached", self._event_data(clock) | {"tell": []}))
        clock.stopped_at = stopped_at
        clock.elapsed_seconds = self._elapsed(clock, clock.started_at, stopped_at)
        if clock.breached_at is None:
            clock.state = SlaClock.State.MET
        else:
            clock.state = SlaClock.State.BREACHED_STOPPED
            clock.overdue_seconds = self._elapsed(clock, clock.breached_at, stopped_at)
        self._rest(clock)
        self._note(clock, SlaClockEvent.Code.STOPPED, at, {"stopped_at": stopped_at.isoformat()})
        self.happened.append(("sla.stopped", self._event_data(clock) | {"outcome": clock.state}))

    def cancel(self, *, at: datetime, reason: str, metrics: Collection[str] = ()) -> None:
        """Cancel live clocks (of `metrics`, or all); breached ones end as breached."""
        for clock in self.live:
            if metrics and clock.metric not in metrics:
                continue
            if clock.breached_at is not None:
                clock.stopped_at = at
                clock.elapsed_seconds = self._elapsed(clock, clock.started_at, at)
                clock.overdue_seconds = self._elapsed(clock, clock.breached_at, at)
                clock.state = SlaClock.State.BREACHED_STOPPED
            else:
                clock.state = SlaClock.State.CANCELLED
            self._rest(clock)
            self._note(clock, SlaClockEvent.Code.CANCELLED, at, {"reason": reason})
            self.happened.append(("sla.cancelled", self._event_data(clock) | {"reason": reason}))

    def _elapsed(self, clock: SlaClock, start: datetime, end: datetime) -> int:
        return measures.elapsed_of(clock, start, end, self.pauses, self.configuration)

    def _rest(self, clock: SlaClock) -> None:
        clock.next_fire_at = clock.next_level = None
        self._touch(clock)

    # --- Pausing ---------------------------------------------------------------------------

    def pause(self, status: str, *, at: datetime) -> None:
        """Begin a pause: the clocks that stand still in `status` have no due time while it lasts."""
        pause = SlaPause(ticket=self.ticket, status=status, from_at=at)
        self.pauses.append(pause)
        self.pauses_changed.append(pause)
        for clock in self.live:
            if status in measures.pausing_statuses(clock):
                self._repoint(clock)
                if clock.state == SlaClock.State.RUNNING:
                    clock.state = SlaClock.State.PAUSED
                self._note(clock, SlaClockEvent.Code.PAUSED, at, {"status": status})

    def resume(self, *, at: datetime) -> None:
        """End the open pause, if there is one, and give the clocks their due times again."""
        pause = next((p for p in self.pauses if p.to_at is None), None)
        if pause is None:
            return
        pause.to_at = at
        self.pauses_changed.append(pause)
        for clock in self.live:
            if pause.status in measures.pausing_statuses(clock):
                self._repoint(clock)
                if clock.state == SlaClock.State.PAUSED:
                    clock.state = SlaClock.State.RUNNING
                self._note(clock, SlaClockEvent.Code.RESUMED, at, {"status": pause.status})

    def _open_pause_for(self, clock: SlaClock) -> bool:
        statuses = measures.pausing_statuses(clock)
        return any(p.to_at is None and p.status in statuses for p in self.pauses)

    def _repoint(self, clock: SlaClock) -> None:
        """Recompute due time and next level. A breached clock keeps the due time it broke."""
        if clock.breached_at is None:
            clock.due_at = measures.due_of(clock, self.pauses, self.configuration)
        self._schedule(clock)
        self._touch(clock)

    # --- Retargeting -----------------------------------------------------------------------

    def retarget(self, *, at: datetime, why: str) -> None:
        """Give live clocks the promises that hold now, on the same start and the same pauses.

        A due time already past breaks the promise at `at`; a recorded breach stays whatever comes.
        """
        for clock in self.live:
            promise = promise_for(self.ticket, clock.metric, self.configuration)
            if promise is None:
                self.cancel(at=at, reason=why, metrics=(clock.metric,))
            elif promise.target.pk != clock.target_id:
                self._retarget(clock, promise, at, why)

    def _retarget(self, clock: SlaClock, promise: Promise, at: datetime, why: str) -> None:
        before = self._aim_data(clock)
        broken_due = clock.due_at if clock.breached_at else None
        self._aim(clock, promise)
        if broken_due is not None:
            clock.due_at = broken_due
        data = {"why": why, "before": before, "after": self._aim_data(clock)}
        self._note(clock, SlaClockEvent.Code.RETARGETED, at, data)
        self.happened.append(("sla.retargeted", self._event_data(clock) | {"why": why}))
        if clock.breached_at is None and clock.due_at is not None and clock.due_at < at:
            self._breach(clock, at, SlaBreach.Reason.RETARGET, at)
            self._pass_levels(clock, at)
        self._schedule(clock)
        self._touch(clock)

    # --- Firing ----------------------------------------------------------------------------

    def fire(self, *, at: datetime) -> None:
        """Pass every level of every live clock whose moment has come; the highest one tells."""
        for clock in self.live:
            if clock.next_fire_at is not None and clock.next_fire_at <= at:
                self._pass_levels(clock, at)
                self._schedule(clock)
                self._touch(clock)

    def _pass_levels(self, clock: SlaClock, at: datetime) -> None:
        passed = [
            level
            for level in self._levels(clock)
            if level.fires_from is not None and level.fires_from <= at
        ]
        for level in passed:
            superseded = level is not passed[-1]
            if level.percent == BREACH_LEVEL and clock.breached_at is None and clock.due_at:
                self._breach(clock, clock.due_at, SlaBreach.Reason.DUE, at)
            self._record_level(clock, level, at, superseded=superseded)
            self._tell(clock, level, superseded)

    def _tell(self, clock: SlaClock, level: Level, superseded: bool) -> None:
        code = "sla.breached" if level.percent == BREACH_LEVEL else "sla.warned"
        step = level.step
        tell = list(step.tell) if step and not superseded else []
        data: dict[str, Any] = {"level": level.percent, "tell": tell}
        if superseded:
            data["superseded"] = True
        elif step:
            data |= {"tell_team": step.tell_team_id} if step.tell_team_id else {}
            data |= {"hands_to_lead": True} if step.hands_to_lead else {}
            data |= {"raises_tier": True} if step.raises_tier else {}
        self.happened.append((code, self._event_data(clock) | data))

    def _record_level(
        self, clock: SlaClock, level: Level, at: datetime, *, superseded: bool
    ) -> None:
        clock.last_level = max(clock.last_level, level.percent)
        self.firings.append(
            SlaFiring(
                clock=clock,
                level=level.percent,
                scheduled_at=level.moment or at,
                fired_at=at,
                is_superseded=superseded,
            )
        )
        if level.percent != BREACH_LEVEL:
            self._note(clock, SlaClockEvent.Code.WARNED, at, {"level": level.percent})

    def _breach(self, clock: SlaClock, breached_at: datetime, reason: str, at: datetime) -> None:
        clock.breached_at = breached_at
        clock.state = SlaClock.State.BREACHED_RUNNING
        calendar = measures.calendar_of(clock, self.configuration)
        self.breaches.append(
            SlaBreach(
                clock=clock,
                ticket=self.ticket,
                breached_at=breached_at,
                due_at=clock.due_at,
                budget_seconds=clock.budget_seconds,
                policy_version_id=clock.policy_version_id,
                calendar_version=calendar.version_at(breached_at),
                tier_id=self.ticket.tier_id,
                owner_id=self.ticket.owner_id,
                team_id=self.ticket.team_id,
                reason=reason,
                detected_at=at,
            )
        )
        self._note(clock, SlaClockEvent.Code.BREACHED, at, {"reason": reason})

    def _levels(self, clock: SlaClock) -> list[Level]:
        return measures.levels_of(clock, self.ticket.tier_id, self.pauses, self.configuration)

    def _schedule(self, clock: SlaClock) -> None:
        """Set the clock's next moment: the row the sweep finds it by."""
        upcoming = next(iter(self._levels(clock)), None)
        clock.next_level = upcoming.percent if upcoming else None
        clock.next_fire_at = upcoming.fires_from if upcoming else None

    # --- Notes -----------------------------------------------------------------------------

    def _touch(self, clock: SlaClock) -> None:
        if clock.pk is not None:
            self.changed[clock.pk] = clock

    def _note(self, clock: SlaClock, code: str, at: datetime, data: dict[str, Any]) -> None:
        self.clock_events.append(SlaClockEvent(clock=clock, code=code, at=at, data=data))

    def _aim_data(self, clock: SlaClock) -> dict[str, Any]:
        return {
            "budget_seconds": clock.budget_seconds,
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
            "policy_version": clock.policy_version_id,
            "calendar": clock.calendar_id,
        }

    def _event_data(self, clock: SlaClock) -> dict[str, Any]:
        return {
            "metric": clock.metric,
            "cycle": clock.cycle,
            "due_at": _iso(clock.due_at),
            "stopped_at": _iso(clock.stopped_at),
            "breached_at": _iso(clock.breached_at),
            "tier": self.ticket.tier_id,
            "owner": self.ticket.owner_id,
            "team": self.ticket.team_id,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
