"""Triage: reads what a customer wrote and proposes what it is, with reasons. Decides nothing.

Pure: no database, no clock. Rules come in as data, proposals go out as data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .categories import classify_category, voided_by_kind
from .checking import (
    problems_of,
    problems_of_guards,
    problems_of_words,
    words_that_never_count,
)
from .classify import classify_kind
from .evidence import Choice, find_risks, voided_reasons
from .explain import explain
from .language import ENGLISH, Language, detect_language
from .proposal import Match, Proposal, Reason
from .questions import find_questions
from .rules import CompiledRules, Rule, as_compiled, compiled_for
from .sentiment import Sentiment, detect_sentiment
from .text import prepare
from .urgency import Score, rate, tier_at_least_as_urgent_as

__all__ = [
    "CompiledRules",
    "Match",
    "Proposal",
    "Reason",
    "Rule",
    "TriageResult",
    "compiled_for",
    "explain",
    "problems_of",
    "problems_of_guards",
    "problems_of_words",
    "triage",
    "words_that_never_count",
]

LEXICON_VERSION = "7"
"""Raise when a word list or the arithmetic changes: proposals then say which one made them."""


@dataclass(frozen=True, slots=True)
class TriageResult:
    """`proposals` by what they are about: language, sentiment, kind, category, severity, urgency,
    scope, and one `risk.<flag>` for each of `risk_flags`. Category is missing when nothing spoke
    for one. `tier` is the tier the risks alone call for: take the more urgent of it and the
    matrix. `voided` are matches that a guard took away.
    """

    language: Language
    sentiment: Sentiment
    proposals: dict[str, Proposal]
    severity: int
    urgency: int
    scope: int
    risk_flags: tuple[str, ...]
    tier: int
    voided: tuple[Reason, ...]

    @property
    def kind(self) -> str:
        return self.proposals["kind"].value

    @property
    def category(self) -> str:
        """A category's code, or an empty string."""
        proposal = self.proposals.get("category")
        return proposal.value if proposal else ""


def triage(
    text: str,
    *,
    subject: str = "",
    rules: CompiledRules | Sequence[Rule],
    hurt_or_danger: bool | None = None,
    property_loss: bool | None = None,
    rating: int | None = None,
    default_language: str = ENGLISH,
) -> TriageResult:
    """Read a message. Pass `CompiledRules` where speed matters.

    hurt_or_danger, property_loss: the answers to the form's questions, None where not asked.
    rating: stars from 1 to 5 where the channel has them.
    """
    compiled = as_compiled(rules)
    prepared = prepare(text, subject=subject)
    language = detect_language(prepared, default=default_language)
    sentiment = detect_sentiment(prepared, rating=rating)
    findings = compiled.apply(prepared, language.present)
    risks = find_risks(
        prepared, findings, hurt_or_danger=hurt_or_danger, property_loss=property_loss
    )
    asking = find_questions(prepared)
    kind = classify_kind(prepared, findings, sentiment, risks, asking)
    scores = rate(prepared, findings, kind=kind, sentiment=sentiment, risks=risks)
    choices = {
        "language": Choice(language.code, language.confidence, (language.reason,)),
        "sentiment": Choice(sentiment.polarity, sentiment.confidence, sentiment.reasons),
        "kind": kind,
        "category": classify_category(prepared, findings, kind.value, is_long=asking.is_long),
        **{name: _score_choice(score) for name, score in scores.items()},
        **{f"risk.{risk}": choice for risk, choice in risks.items()},
    }
    return TriageResult(
        language=language,
        sentiment=sentiment,
        proposals=_proposals(choices, f"rules-{compiled.version}/words-{LEXICON_VERSION}"),
        severity=scores["severity"].value,
        urgency=scores["urgency"].value,
        scope=scores["scope"].value,
        risk_flags=tuple(risks),
        tier=tier_at_least_as_urgent_as(risks),
        voided=voided_reasons(prepared, findings) + voided_by_kind(prepared, findings, kind.value),
    )


def _score_choice(score: Score) -> Choice:
    return Choice(str(score.value), score.confidence, tuple(score.reasons))


def _proposals(choices: dict[str, Choice | None], model_version: str) -> dict[str, Proposal]:
    return {
        what: Proposal(
            what=what.partition(".")[0],
            value=choice.value,
            confidence=choice.confidence,
            reasons=choice.reasons,
            model_version=model_version,
        )
        for what, choice in choices.items()
        if choice is not None
    }
