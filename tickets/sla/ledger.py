"""What happened to the clocks of one ticket, as rows still to be written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tickets.bulk import make
from tickets.configuration import Configuration
from tickets.models import SlaBreach, SlaClock, SlaClockEvent, SlaFiring, SlaPause, Ticket
from tickets.sla import measures
from tickets.sla.measures import BREACH_LEVEL, Level


class Ledger:
    """Collects the rows of one change; `tickets.actions.change` writes them set-based.

    `happened` holds (event code, data) pairs for the ticket's own event chain.
    """

    def __init__(self, ticket: Ticket, configuration: Configuration) -> None:
        self.ticket = ticket
        self.configuration = configuration
        self.started: list[SlaClock] = []
        self.changed: dict[int, SlaClock] = {}
        self.pauses_changed: list[SlaPause] = []
        self.clock_events: list[SlaClockEvent] = []
        self.breaches: list[SlaBreach] = []
        self.firings: list[SlaFiring] = []
        self.happened: list[tuple[str, dict[str, Any]]] = []

    def touch(self, clock: SlaClock) -> None:
        """Have the clock's row written; one that was just started is anyway."""
        if clock.pk is not None:
            self.changed[clock.pk] = clock

    def note(self, clock: SlaClock, code: str, at: datetime, data: dict[str, Any]) -> None:
        event = make(SlaClockEvent, code=code, at=at, data=data)
        event.clock = clock
        self.clock_events.append(event)

    def tell(self, code: str, clock: SlaClock, **data: Any) -> None:
        """Put an event about the clock on the ticket's chain."""
        self.happened.append((code, self._facts(clock) | data))

    def enter_breach(
        self, clock: SlaClock, breached_at: datetime, reason: str, at: datetime
    ) -> None:
        """Write down for ever that the promise broke, with everything as it is now."""
        clock.breached_at = breached_at
        clock.state = SlaClock.State.BREACHED_RUNNING
        calendar = measures.calendar_of(clock, self.configuration)
        assert clock.due_at is not None, "A clock without a due time breaks nothing."
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
        self.note(clock, SlaClockEvent.Code.BREACHED, at, {"reason": reason})

    def enter_level(self, clock: SlaClock, level: Level, at: datetime, *, superseded: bool) -> None:
        """Write down that a level was passed: when it was to be, and when it was seen."""
        clock.last_level = max(clock.last_level, level.percent)
        self.firings.append(
            SlaFiring(
                clock=clock,
                level=level.percent,
                scheduled_at=level.moment or at,
                fired_at=at,
                is_superseded=superseded,
                repeat_at=None if superseded else self._repeat_at(clock, level, at),
            )
        )
        if level.percent != BREACH_LEVEL:
            self.note(clock, SlaClockEvent.Code.WARNED, at, {"level": level.percent})

    def _repeat_at(self, clock: SlaClock, level: Level, at: datetime) -> datetime | None:
        if level.step is None or not level.step.repeat_seconds:
            return None
        return measures.open_time_later(clock, at, level.step.repeat_seconds, self.configuration)

    def announce_level(self, clock: SlaClock, level: Level, *, superseded: bool) -> None:
        """Put a passed level on the chain, with whom the ladder tells and what it does.

        A superseded one tells nobody, but what it does is done: late is no reason to leave a
        ticket where it lies.
        """
        code = "sla.breached" if level.percent == BREACH_LEVEL else "sla.warned"
        data: dict[str, Any] = {"level": level.percent, "tell": []}
        if superseded:
            data["superseded"] = True
        if level.step is not None:
            orders = measures.done_by if superseded else measures.orders_of
            data |= orders(level.step)
        self.tell(code, clock, **data)

    @staticmethod
    def aim_data(clock: SlaClock) -> dict[str, Any]:
        """What a clock aims at: the part of a clock event that a retarget changes."""
        return {
            "started_at": clock.started_at.isoformat(),
            "budget_seconds": clock.budget_seconds,
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
            "policy_version": clock.policy_version_id,
            "calendar": clock.calendar_id,
        }

    def _facts(self, clock: SlaClock) -> dict[str, Any]:
        return {
            "metric": clock.metric,
            "cycle": clock.cycle,
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
            "tier": self.ticket.tier_id,
            "owner": self.ticket.owner_id,
            "team": self.ticket.team_id,
        }
