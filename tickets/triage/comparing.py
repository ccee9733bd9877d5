"""One rule before and after a change: what it finds in a text, and which proposals move with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from . import TriageResult, triage
from .evidence import rule_reason, voided_reasons
from .language import detect_language
from .proposal import Match, Reason
from .rules import CompiledRules, Finding, Rule
from .text import PreparedText, prepare

PROPOSED = ("kind", "category", "severity", "urgency", "scope")


class Move(NamedTuple):
    """A proposal that would change; empty where there is none. A risk has `risk` as `what`."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule makes of one text: words that count, and what a guard took away."""

    matches: tuple[Match, ...] = ()
    voided: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Seen
    after: Seen
    moves: tuple[Move, ...]

    @property
    def is_gained(self) -> bool:
        return bool(self.after.matches) and not self.before.matches

    @property
    def is_lost(self) -> bool:
        return bool(self.before.matches) and not self.after.matches

    @property
    def is_stopped(self) -> bool:
        """Would a guard take away all that the rule finds?"""
        return bool(self.after.voided) and not self.after.matches


class RuleTrial:
    """A rule as it was and as it would be, among all the others; None where it isn't in force.

    Most texts have none of its words: they cost a look for these, and no triage.
    """

    def __init__(self, rules: CompiledRules, *, before: Rule | None, after: Rule | None) -> None:
        self.before = before
        codes = {rule.code for rule in (before, after) if rule}
        others = [rule for rule in rules.rules if rule.code not in codes]
        self._was, self._will = _alone(before), _alone(after)
        self.rules_before = CompiledRules([*others, *self._was.rules])
        self.rules_after = CompiledRules([*others, *self._will.rules])

    def compare(self, text: str, *, subject: str = "") -> Comparison | None:
        """What would change for a text; None where the rule finds nothing before nor after."""
        prepared = prepare(text, subject=subject)
        languages = detect_language(prepared).present
        was = self._was.apply(prepared, languages)
        will = self._will.apply(prepared, languages)
        if not was and not will:
            return None
        moves: tuple[Move, ...] = ()
        if _counting(was) or _counting(will):
            moves = moves_between(
                triage(text, subject=subject, rules=self.rules_before),
                triage(text, subject=subject, rules=self.rules_after),
            )
        return Comparison(_seen(prepared, was), _seen(prepared, will), moves)


def moves_between(before: TriageResult, after: TriageResult) -> tuple[Move, ...]:
    """The proposals in which two readings of one text differ, risks last."""
    moves = [Move(what, _value(before, what), _value(after, what)) for what in PROPOSED]
    gone = [Move("risk", flag, "") for flag in before.risk_flags if flag not in after.risk_flags]
    new = [Move("risk", "", flag) for flag in after.risk_flags if flag not in before.risk_flags]
    return (*(move for move in moves if move.before != move.after), *gone, *new)


def _value(result: TriageResult, what: str) -> str:
    proposal = result.proposals.get(what)
    return proposal.value if proposal else ""


def _alone(rule: Rule | None) -> CompiledRules:
    return CompiledRules([rule] if rule else [])


def _counting(findings: Iterable[Finding]) -> bool:
    return any(finding.hits for finding in findings)


def _seen(text: PreparedText, findings: Iterable[Finding]) -> Seen:
    matches = [
        match
        for finding in findings
        if finding.hits
        for match in rule_reason(text, finding).matches
    ]
    return Seen(tuple(matches), voided_reasons(text, findings))
