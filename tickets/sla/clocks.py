"""What happens to the clocks of one locked ticket: started, paused, stopped, retargeted.

An action works on a `ClockBoard`; what changed is written set-based by `tickets.actions.change`,
for one ticket or for a batch with the same statements. SLA.md section 2 is the definition.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tickets.bulk import make
from tickets.models import Metric, SlaBreach, SlaClock, SlaClockEvent, SlaPause
from tickets.sla import measures
from tickets.sla.board import REPLY_METRICS, Board
from tickets.sla.measures import BREACH_LEVEL, Level
from tickets.sla.promises import Promise, promise_for

RESOLVE_METRICS = (*REPLY_METRICS[1:], Metric.RESOLUTION)


class ClockBoard(Board):
    """The clocks of a ticket, and the moves that its actions make with them."""

    # --- Starting --------------------------------------------------------------------------

    def start(
        self,
        metric: str,
        *,
        started_at: datetime,
        at: datetime,
        cycle: int = 1,
        late_because: str = SlaBreach.Reason.DUE,
    ) -> SlaClock | None:
        """Start a cycle of `metric`; return None where the policy promises nothing for it.

        `cycle` is the number it would like, a round's; a taken one gives way to the next free. A
        clock that starts beyond its due time breaks at `at`, unless it is `late_because` of its
        own time (an import, say): that one broke when it was due, and the sweep will say so.
        """
        promise = promise_for(self.ticket, metric, self.configuration)
        if promise is None or self.live_of(metric) is not None:
            return None
        clock = make(
            SlaClock,
            ticket=self.ticket,
            metric=metric,
            cycle=max(cycle, self._next_cycle(metric)),
            started_at=started_at,
            state=SlaClock.State.RUNNING,
        )
        self._aim(clock, promise)
        self.clocks.append(clock)
        self.started.append(clock)
        self.note(clock, SlaClockEvent.Code.STARTED, at, self.aim_data(clock))
        self.tell("sla.started", clock)
        if late_because != SlaBreach.Reason.DUE:
            self._break_if_past(clock, late_because, at)
        self._schedule(clock)
        return clock

    def _next_cycle(self, metric: str) -> int:
        return 1 + max((c.cycle for c in self.clocks if c.metric == metric), default=0)

    # --- Stopping --------------------------------------------------------------------------

    def stop(self, metrics: Collection[str], *, stopped_at: datetime, at: datetime) -> None:
        """Stop the live clocks of these metrics; each is judged first, then its outcome stands.

        A clock that started after `stopped_at` goes on: what stops it hadn't happened yet.
        """
        for clock in self.live:
            if clock.metric in metrics and clock.started_at <= stopped_at:
                self._judge(clock, stopped_at, at)
                self._end(clock, stopped_at)
                self.note(
                    clock, SlaClockEvent.Code.STOPPED, at, {"stopped_at": stopped_at.isoformat()}
                )
                self.tell("sla.stopped", clock, outcome=clock.state)

    def _judge(self, clock: SlaClock, moment: datetime, at: datetime) -> None:
        """Record a breach that the sweep hasn't seen yet; nobody needs telling any more."""
        if clock.breached_at is None and clock.due_at and moment > clock.due_at:
            self.enter_breach(clock, clock.due_at, SlaBreach.Reason.DUE, at)
            level = Level(BREACH_LEVEL, clock.due_at, None)
            self.enter_level(clock, level, at, superseded=True)
            self.announce_level(clock, level, superseded=True)

    def _end(self, clock: SlaClock, stopped_at: datetime) -> None:
        clock.stopped_at = stopped_at
        clock.elapsed_seconds = self._elapsed(clock, clock.started_at, stopped_at)
        if clock.breached_at is None:
            clock.state = SlaClock.State.MET
        else:
            clock.state = SlaClock.State.BREACHED_STOPPED
            clock.overdue_seconds = self._elapsed(clock, clock.breached_at, stopped_at)
        self._rest(clock)

    def cancel(self, *, at: datetime, reason: str, metrics: Collection[str] = ()) -> None:
        """Cancel live clocks (of `metrics`, or all); those broken by then end as breached."""
        for clock in self.live:
            if metrics and clock.metric not in metrics:
                continue
            if self._is_broken(clock, at):
                self._judge(clock, at, at)
            if clock.breached_at is not None:
                self._end(clock, at)
            else:
                clock.state = SlaClock.State.CANCELLED
                self._rest(clock)
            self.note(clock, SlaClockEvent.Code.CANCELLED, at, {"reason": reason})
            self.tell("sla.cancelled", clock, reason=reason)

    # --- Pausing ---------------------------------------------------------------------------

    def pause(self, status: str, *, at: datetime) -> None:
        """Begin a pause: clocks that stand still in `status` have no due time while it lasts."""
        pause = SlaPause(ticket=self.ticket, status=status, from_at=at)
        self.pauses.append(pause)
        self.pauses_changed.append(pause)
        self._after_pause(status, SlaClockEvent.Code.PAUSED, at)

    def resume(self, *, at: datetime) -> None:
        """End the open pause, if there is one, and give the clocks their due times again."""
        pause = next((p for p in self.pauses if p.to_at is None), None)
        if pause is None:
            return
        pause.to_at = at
        self.pauses_changed.append(pause)
        self._after_pause(pause.status, SlaClockEvent.Code.RESUMED, at)

    def _after_pause(self, status: str, code: str, at: datetime) -> None:
        for clock in self.live:
            if status in measures.pausing_statuses(clock):
                self._repoint(clock)
                self._stand_or_run(clock)
                self.note(clock, code, at, {"status": status})

    # --- Retargeting -----------------------------------------------------------------------

    def retarget(self, *, at: datetime, why: str, to_latest: bool = False) -> None:
        """Give live clocks the promises that hold now, on the same start and the same pauses.

        What broke before is recorded first, by the old target. A new due time already past breaks
        the promise at `at`; a recorded breach stays whatever comes. A newer version of the same
        promise is taken over only with `to_latest`.
        """
        for clock in self.live:
            promise = promise_for(self.ticket, clock.metric, self.configuration)
            if promise is None:
                self.cancel(at=at, reason=why, metrics=(clock.metric,))
            elif promise.target.pk != clock.target_id and (
                to_latest or not _is_newer_version(promise, clock)
            ):
                self._retarget(clock, promise, at, why)

    def _retarget(self, clock: SlaClock, promise: Promise, at: datetime, why: str) -> None:
        if self._is_broken(clock, at):
            self._pass_levels(clock, at)
        before, broken_due = self.aim_data(clock), clock.due_at
        self._aim(clock, promise)
        if clock.breached_at is not None:
            clock.due_at = broken_due
        self._changed_aim(clock, before, SlaBreach.Reason.RETARGET, at, why)

    def recalculate(self, calendar_id: int, *, at: datetime, why: str) -> bool:
        """Reckon due times anew on a calendar that has a new version; return whether any moved."""
        moved = False
        for clock in self.live:
            if clock.calendar_id != calendar_id:
                continue
            if self._is_broken(clock, at):
                self._pass_levels(clock, at)
            before = self.aim_data(clock)
            if clock.breached_at is None:
                clock.due_at = measures.due_anew(clock, self.pauses, self.configuration)
            if before != self.aim_data(clock):
                self._changed_aim(clock, before, SlaBreach.Reason.RETARGET, at, why)
                moved = True
            else:  # the levels after a breach follow the new hours too
                self._schedule(clock)
                self.touch(clock)
        return moved

    def wait_since(self, since: datetime, *, at: datetime) -> None:
        """Count the wait for our next reply from `since` if that is longer: a merge brought it."""
        clock = self.live_of(Metric.NEXT_REPLY)
        if clock is None:
            merged = SlaBreach.Reason.MERGE
            self.start(Metric.NEXT_REPLY, started_at=since, at=at, late_because=merged)
        elif since < clock.started_at:
            if self._is_broken(clock, at):
                self._pass_levels(clock, at)
            before = self.aim_data(clock)
            clock.started_at = since
            if clock.breached_at is None:
                clock.due_at = measures.due_anew(clock, self.pauses, self.configuration)
            self._changed_aim(clock, before, SlaBreach.Reason.MERGE, at, "merge")

    def _changed_aim(
        self, clock: SlaClock, before: dict, reason: str, at: datetime, why: str
    ) -> None:
        code = SlaClockEvent.Code
        after = self.aim_data(clock)
        changed = code.ADJUSTED if reason == SlaBreach.Reason.MERGE else code.RETARGETED
        self.note(clock, changed, at, {"why": why, "before": before, "after": after})
        self.tell("sla.retargeted", clock, why=why)
        self._break_if_past(clock, reason, at)
        self._schedule(clock)
        self.touch(clock)


def _is_newer_version(promise: Promise, clock: SlaClock) -> bool:
    """Whether it is the clock's own promise, in a version published since it started."""
    return (
        clock.target is not None
        and clock.target.tier_id == promise.target.tier_id
        and clock.policy_version.policy_id == promise.policy.policy.pk
    )
