"""What speaks for a value, weighed and with its reasons; and the risks, which are that alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .guards import IN_KIND
from .proposal import Reason, confidence_over, join_evidence
from .rules import CATEGORY, RISK, Finding
from .text import PreparedText

SAFETY, PROPERTY, LEGAL, MEDIA, CHURN = "safety", "property", "legal", "media", "churn"
RISKS = (SAFETY, PROPERTY, LEGAL, MEDIA, CHURN)

QUOTED_AT_MOST = 8
GUARDS_NAMED = 3
"""Of a rule's guards, which can be a hundred, a reason keeps so many and the number of all."""


class Choice(NamedTuple):
    value: str
    confidence: float
    reasons: tuple[Reason, ...]


@dataclass
class Evidence:
    """Shares of evidence and reasons, by value."""

    shares: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    reasons: dict[str, list[Reason]] = field(default_factory=lambda: defaultdict(list))

    def add(self, value: str, share: float, *reasons: Reason) -> None:
        self.shares[value].append(share)
        self.reasons[value].extend(reasons)

    def add_findings(
        self,
        text: PreparedText,
        findings: Iterable[Finding],
        sets: str,
        share_of: Callable[[Finding], float] | None = None,
    ) -> None:
        """Each rule's weight counts, or what `share_of` leaves of it."""
        for finding in findings:
            if finding.rule.sets == sets and finding.hits:
                share = share_of(finding) if share_of else finding.rule.weight / 100
                self.add(finding.rule.value, share, rule_reason(text, finding))

    def choose(self) -> Choice | None:
        """The value with most evidence; what speaks for the next one lowers the confidence."""
        ranked = sorted(
            ((join_evidence(shares), value) for value, shares in self.shares.items()), reverse=True
        )
        if not ranked:
            return None
        best, value = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        return Choice(value, confidence_over(best, second), tuple(self.reasons[value]))


def rule_reason(text: PreparedText, finding: Finding) -> Reason:
    """Names the rule, the customer's words, and some of the guards looked for in vain."""
    rule, hits = finding.rule, finding.hits[:QUOTED_AT_MOST]
    matches = tuple(text.quote(hit.start, hit.end) for hit in hits)
    guards = rule.guards
    if rule.sets == CATEGORY:
        guards = tuple(guard for guard in guards if guard not in IN_KIND)
    params = {"rule": rule.code, "guard_count": len(guards)}
    return Reason("rule", params, matches, guards[:GUARDS_NAMED])


def voided_reasons(text: PreparedText, findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """What looked like a match and wasn't one, for whoever wonders why."""
    return tuple(
        Reason(
            "voided",
            {"rule": finding.rule.code, "guard": voided.guard},
            (text.quote(voided.hit.start, voided.hit.end),),
            (voided.guard,),
        )
        for finding in findings
        for voided in finding.voided[:QUOTED_AT_MOST]
    )


def find_risks(
    text: PreparedText,
    findings: Iterable[Finding],
    *,
    hurt_or_danger: bool | None,
    property_loss: bool | None = None,
) -> dict[str, Choice]:
    """Every risk with evidence. A "no" to the form's questions takes nothing away."""
    evidence = Evidence()
    evidence.add_findings(text, findings, RISK)
    if hurt_or_danger:
        evidence.add(SAFETY, 1.0, Reason("answered_danger"))
    if property_loss:
        evidence.add(PROPERTY, 1.0, Reason("answered_property"))
    return {
        value: Choice(value, round(join_evidence(shares), 3), tuple(evidence.reasons[value]))
        for value, shares in evidence.shares.items()
    }
