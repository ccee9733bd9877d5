"""What a proposed policy or calendar would have done to the clocks of the past. Reads only.

Every clock is taken as it went: when it started, stood still, stopped, and what its ticket was at
each moment. Only what was promised is another. So the policy that was in force gives what really
happened, and a proposed one what would have, had people worked just as they did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from tickets.configuration import CalendarInForce, Configuration, PolicyInForce
from tickets.models import CalendarVersion, SlaClock, SlaPolicyVersion, SlaTarget
from tickets.sla import measures, replay
from tickets.sla.calendar import due_at
from tickets.sla.history import PastClock, PastFacts, PastPause, PastTicket
from tickets.sla.preview import with_policy
from tickets.sla.promises import policy_for
from tickets.sla.replay import Aim, Verdict, judge

BROKEN_STATES = (SlaClock.State.BREACHED_RUNNING, SlaClock.State.BREACHED_STOPPED)
OUTCOMES: dict[str, str] = {
    SlaClock.State.MET: replay.MET,
    SlaClock.State.CANCELLED: replay.CANCELLED,
    SlaClock.State.BREACHED_RUNNING: replay.BROKEN,
    SlaClock.State.BREACHED_STOPPED: replay.BROKEN,
}


@dataclass(frozen=True)
class Terms:
    """The promises of one policy version, by (tier, metric)."""

    policy_id: int
    pauses_on_hold: bool
    reopen_seconds: int | None
    targets: Mapping[tuple[int, str], SlaTarget]


class Pledge(NamedTuple):
    """What was promised tickets of the same facts for one metric, ready to reckon with."""

    target: SlaTarget
    budget_seconds: int
    pausing_statuses: frozenset[str]
    calendar: CalendarInForce

    def due_at(
        self, started_at: datetime, pauses: Iterable[tuple[datetime, datetime | None, str]]
    ) -> datetime | None:
        """Return when a clock of this start and these pauses of its ticket is due."""
        if self.target.kind != SlaTarget.Kind.DURATION:
            return measures.date_due(self.target, started_at, self.calendar)
        applying = [pause for pause in pauses if pause[2] in self.pausing_statuses]
        return due_at(started_at, self.budget_seconds, self.calendar.composite, applying)


@dataclass(frozen=True)
class Proposal:
    """A configuration to judge the past by, and which clocks it is about.

    With `policy_id` those of tickets that this policy takes or took; with `calendar_id` those
    reckoned on this calendar; with neither, all.
    """

    configuration: Configuration
    terms: Mapping[int, Terms]
    policy_id: int | None = None
    calendar_id: int | None = None


def propose_policy(version: SlaPolicyVersion, configuration: Configuration) -> Proposal:
    """Judge by this version of its policy, as if it had always been in force."""
    return Proposal(
        configuration=with_policy(version, configuration),
        terms=all_terms(),
        policy_id=version.policy_id,
    )


def propose_calendar(version: CalendarVersion, configuration: Configuration) -> Proposal:
    """Judge by this version of its calendar, as if it had always been in force."""
    entry = CalendarInForce(version.calendar, (version,))
    calendars = configuration.calendars | {version.calendar_id: entry}
    return Proposal(
        configuration=replace(configuration, calendars=calendars),
        terms=all_terms(),
        calendar_id=version.calendar_id,
    )


def all_terms() -> dict[int, Terms]:
    """Return what each version of every policy promises, drafts too."""
    targets: dict[int, dict[tuple[int, str], SlaTarget]] = defaultdict(dict)
    for target in SlaTarget.objects.all():
        targets[target.version_id][target.tier_id, target.metric] = target
    return {
        version.pk: Terms(
            policy_id=version.policy_id,
            pauses_on_hold=version.pauses_on_hold,
            reopen_seconds=version.reopen_budget_seconds,
            targets=targets[version.pk],
        )
        for version in SlaPolicyVersion.objects.all()
    }


# --- One clock -------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """One clock as it went and as it would have gone; `facts` are its ticket's at its end."""

    clock: PastClock
    facts: PastFacts
    before: str
    after: Verdict

    @property
    def newly_broken(self) -> bool:
        return self.after.outcome == replay.BROKEN and self.before != replay.BROKEN

    @property
    def newly_kept(self) -> bool:
        return self.before == replay.BROKEN and self.after.outcome != replay.BROKEN


@dataclass
class Simulator:
    """Judges clocks of the past by a proposal, as at `now`."""

    proposal: Proposal
    now: datetime
    _pledges: dict[tuple[PastFacts, str, int], Pledge | None] = field(default_factory=dict)
    _policies: dict[PastFacts, PolicyInForce | None] = field(default_factory=dict)

    def outcomes(self, tickets: Iterable[PastTicket]) -> Iterator[Outcome]:
        """Yield every clock of the tickets that the proposal is about."""
        for ticket in tickets:
            for clock in ticket.clocks:
                steps = self._steps(ticket, clock)
                if self._is_about(clock, steps):
                    yield self._outcome(ticket, clock, steps)

    def _outcome(
        self, ticket: PastTicket, clock: PastClock, steps: list[tuple[datetime | None, PastFacts]]
    ) -> Outcome:
        verdict = judge(
            list(self._aims(ticket, clock, steps)),
            stopped_at=None if clock.cancelled_at else clock.stopped_at,
            cancelled_at=clock.cancelled_at,
            now=self.now,
        )
        return Outcome(clock, steps[-1][1], self._before(clock), verdict)

    def _before(self, clock: PastClock) -> str:
        """How it ended; what is over broke, though the sweep may be still to come."""
        if clock.state == SlaClock.State.RUNNING and clock.due_at and clock.due_at < self.now:
            return replay.BROKEN
        return OUTCOMES.get(clock.state, replay.RUNNING)

    def _steps(
        self, ticket: PastTicket, clock: PastClock
    ) -> list[tuple[datetime | None, PastFacts]]:
        """What the ticket was when the clock was started, then each change up to its end."""
        if len(ticket.timeline) == 1:
            return [(None, ticket.timeline[0][1])]
        begun = clock.known_at or clock.started_at
        end = clock.stopped_at or clock.cancelled_at or self.now
        first: tuple[datetime | None, PastFacts] = (None, ticket.facts_at(begun))
        later = [step for step in ticket.timeline if step[0] and begun < step[0] <= end]
        return [first, *later]

    def _is_about(self, clock: PastClock, steps: list[tuple[datetime | None, PastFacts]]) -> bool:
        proposal = self.proposal
        if proposal.policy_id is not None:
            if proposal.terms[clock.policy_version_id].policy_id == proposal.policy_id:
                return True
            policies = (self._policy(facts) for _since, facts in steps)
            return any(p is not None and p.policy.pk == proposal.policy_id for p in policies)
        if proposal.calendar_id is not None:
            if clock.calendar_id == proposal.calendar_id:
                return True
            pledges = (self._pledge(facts, clock) for _since, facts in steps)
            return any(p and p.target.calendar_id == proposal.calendar_id for p in pledges)
        return True

    def _aims(
        self, ticket: PastTicket, clock: PastClock, steps: list[tuple[datetime | None, PastFacts]]
    ) -> Iterator[Aim]:
        """Each due time the clock would have had, and from when on."""
        started_at, pauses = clock.started_at, _pauses_before_its_end(ticket, clock)
        if clock.earlier_start is not None:
            moment, started_at = clock.earlier_start
            steps = sorted([*steps, (moment, steps[-1][1])], key=lambda step: step[0] or started_at)
        for since, facts in steps:
            if clock.earlier_start is not None and since and since >= clock.earlier_start[0]:
                started_at = clock.started_at
            if since is None and clock.is_dated_at_discovery:
                since = clock.known_at
            pledge = self._pledge(facts, clock)
            due = pledge.due_at(started_at, pauses) if pledge else None
            yield Aim(since, due, pledge is not None)

    # --- Promises ----------------------------------------------------------------------------

    def _policy(self, facts: PastFacts) -> PolicyInForce | None:
        if facts not in self._policies:
            self._policies[facts] = policy_for(facts, self.proposal.configuration)
        return self._policies[facts]

    def _pledge(self, facts: PastFacts, clock: PastClock) -> Pledge | None:
        key = (facts, clock.metric, clock.policy_version_id)
        if key not in self._pledges:
            self._pledges[key] = self._find_pledge(*key)
        return self._pledges[key]

    def _find_pledge(self, facts: PastFacts, metric: str, recorded_id: int) -> Pledge | None:
        """The proposed policy's promise; another policy's by the version the clock ran under."""
        policy = self._policy(facts)
        if policy is None:
            return None
        terms = self.proposal.terms[policy.version.pk]
        recorded = self.proposal.terms[recorded_id]
        if policy.policy.pk != self.proposal.policy_id and recorded.policy_id == policy.policy.pk:
            terms = recorded
        target = terms.targets.get((facts.tier_id, metric))
        if target is None or target.kind == SlaTarget.Kind.NONE:
            return None
        return self._ready(target, terms, facts)

    def _ready(self, target: SlaTarget, terms: Terms, facts: PastFacts) -> Pledge:
        assert target.calendar_id is not None, "Whatever is promised has a calendar."
        return Pledge(
            target=target,
            budget_seconds=measures.budget_of(
                target,
                round_=facts.round,
                tier=facts.tier_id,
                reopen_seconds=terms.reopen_seconds,
            ),
            pausing_statuses=measures.statuses_that_pause(
                target.metric, target.kind, pauses_on_hold=terms.pauses_on_hold
            ),
            calendar=self.proposal.configuration.calendars[target.calendar_id],
        )


def _pauses_before_its_end(ticket: PastTicket, clock: PastClock) -> Sequence[PastPause]:
    """What a later round waited for is no matter of a clock that had stopped."""
    end = clock.stopped_at or clock.cancelled_at
    return [pause for pause in ticket.pauses if pause[0] < end] if end else ticket.pauses
