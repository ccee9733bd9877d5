"""Severity, urgency and scope: 1 is worst, 4 is least, as with priority tiers.

The matrix that makes a tier of them is data of the desk. Here only their reasons are found, and
each of them can only make a score worse.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .classify import COMPLAINT, PRAISE
from .evidence import CHURN, LEGAL, MEDIA, PROPERTY, SAFETY, Choice, rule_reason
from .proposal import Reason
from .rules import SCOPE, SEVERITY, URGENCY, Finding
from .sentiment import Sentiment
from .text import PreparedText

WORST, LEAST = 1, 4
SCORES = (SEVERITY, URGENCY, SCOPE)

RISK_SCORES: Mapping[str, Mapping[str, int]] = {
    SAFETY: {SEVERITY: 1, URGENCY: 1},
    PROPERTY: {SEVERITY: 1, URGENCY: 1},
    LEGAL: {SEVERITY: 2, URGENCY: 1},
    MEDIA: {SEVERITY: 2, URGENCY: 1, SCOPE: 2},
    CHURN: {SEVERITY: 2, URGENCY: 2},
}
RISK_TIERS: Mapping[str, int] = {SAFETY: 1, PROPERTY: 1, LEGAL: 1, MEDIA: 1, CHURN: 2}
"""The tier a risk brings at least, whatever the matrix says (SLA.md section 4)."""

AT_LENGTH, AT_LENGTH_HAN = 250, 80
"""Characters from which on a strongly negative mood makes a complaint serious. Of 60 such ones
judged by hand 20 were serious: 16 of the 24 longer ones or hit by a rule, 4 of the 36 short ones.
A harsh word (“rubbish”, “垃圾”) told less: 11 of 37."""


@dataclass
class Score:
    """A score that can only get worse."""

    value: int = LEAST
    confidence: float = 0.5
    reasons: list[Reason] = field(default_factory=list)

    def worsen(self, value: int, confidence: float, reason: Reason) -> None:
        if value < self.value:
            self.value, self.confidence, self.reasons = value, confidence, [reason]
        elif value == self.value:
            self.confidence = max(self.confidence, confidence)
            self.reasons.append(reason)


def rate(
    text: PreparedText,
    findings: Iterable[Finding],
    *,
    kind: Choice,
    sentiment: Sentiment,
    risks: Mapping[str, Choice],
) -> dict[str, Score]:
    """Severity, urgency and scope with the reasons that brought each to where it is."""
    scores = {name: Score() for name in SCORES}
    _rate_kind(text, scores, kind, sentiment)
    for risk, choice in risks.items():
        for name, value in RISK_SCORES.get(risk, {}).items():
            scores[name].worsen(value, choice.confidence, Reason("risk", {"risk": risk}))
    if kind.value == PRAISE and not risks:
        return scores  # “今天就到了” in thanks hurries nobody
    for finding in findings:
        if finding.hits and finding.rule.sets in scores:
            scores[finding.rule.sets].worsen(
                int(finding.rule.value), finding.rule.weight / 100, rule_reason(text, finding)
            )
    return scores


def _rate_kind(
    text: PreparedText, scores: dict[str, Score], kind: Choice, sentiment: Sentiment
) -> None:
    """A bitter story is serious; three bitter words are only bitter."""
    if kind.value != COMPLAINT:
        return
    reason = Reason("kind", {"kind": kind.value})
    scores[SEVERITY].worsen(3, kind.confidence, reason)
    scores[URGENCY].worsen(3, kind.confidence, reason)
    if sentiment.is_strongly_negative and _is_told_at_length(text):
        strong = Reason("strong_mood", {"score": sentiment.score}, sentiment.reasons[0].matches)
        scores[SEVERITY].worsen(2, sentiment.confidence, strong)


def _is_told_at_length(text: PreparedText) -> bool:
    return len(text.folded) >= (AT_LENGTH_HAN if text.has_han else AT_LENGTH)


def tier_at_least_as_urgent_as(risks: Iterable[str]) -> int:
    """The tier these risks call for by themselves; 4 when none does. Combine by `min`."""
    return min((RISK_TIERS.get(risk, LEAST) for risk in risks), default=LEAST)
