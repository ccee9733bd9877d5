"""What a keyword rule would do to past tickets: counted, with the samples worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tickets.queries.past_texts import PastText
from tickets.triage.comparing import Comparison, Move, RuleTrial

SAMPLES = 10
AROUND = 40
"""Characters of the text shown before and after the words that were found."""


@dataclass(frozen=True, slots=True)
class Sample:
    past: PastText
    compared: Comparison

    @property
    def worth(self) -> tuple[bool, bool, bool, int]:
        """What changes comes first, then what a guard stops; among equals the newest."""
        compared = self.compared
        is_new = compared.is_gained or compared.is_lost
        return (bool(compared.moves), is_new, compared.is_stopped, self.past.ticket_id)

    @property
    def excerpt(self) -> str:
        """The text around the first words found, or taken away by a guard."""
        found = self.compared.after.matches or self.compared.before.matches
        found = found or self.compared.after.voided[0].matches
        start, end = max(found[0].start - AROUND, 0), found[0].end + AROUND
        whole = self.past.heading if found[0].in_subject else self.past.text
        cut = " ".join(whole[start:end].split())
        return f"{'…' if start else ''}{cut}{'…' if end < len(whole) else ''}"


@dataclass
class TrialReport:
    """Counts of tickets; `stopped` are those where a guard takes every match away."""

    looked_at: int = 0
    hits_before: int = 0
    hits_after: int = 0
    gained: int = 0
    lost: int = 0
    stopped: int = 0
    changed: int = 0
    moves: Counter[Move] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    def add(self, past: PastText, compared: Comparison) -> None:
        self.hits_before += bool(compared.before.matches)
        self.hits_after += bool(compared.after.matches)
        self.gained += compared.is_gained
        self.lost += compared.is_lost
        self.stopped += compared.is_stopped
        self.changed += bool(compared.moves)
        self.moves.update(compared.moves)
        if compared.before != compared.after or compared.after.matches or compared.is_stopped:
            self._keep(Sample(past, compared))

    def _keep(self, sample: Sample) -> None:
        self.samples.append(sample)
        if len(self.samples) > 2 * SAMPLES:
            self.settle()

    def settle(self) -> None:
        self.samples = sorted(self.samples, key=lambda kept: kept.worth, reverse=True)[:SAMPLES]


def try_on(texts: Iterable[PastText], trial: RuleTrial) -> TrialReport:
    """Try the rule on texts. Reads them, writes nothing."""
    report = TrialReport()
    for past in texts:
        report.looked_at += 1
        if compared := trial.compare(past.text, subject=past.heading):
            report.add(past, compared)
    report.settle()
    return report
