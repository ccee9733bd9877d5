"""The category, from what the rules found: none where the evidence is weak."""

from collections.abc import Iterable

from .evidence import Choice, Evidence, rule_reason
from .guards import IN_KIND
from .proposal import Reason, join_evidence
from .rules import CATEGORY, Finding
from .text import PreparedText

IN_GENERAL = 60
"""A rule below this weight knows only what a message touches: “服务”, "price"."""
TOUCHED_ON = 0.6
"""What is left of such a rule where a long story names it once."""
TOO_WEAK = 0.35
"""A wrong category costs more than none: below this the person who triages chooses."""
WORTH_NAMING = 0.4
"""The evidence from which on the second best is named, too."""
KINDS_TO_GUARD = {kind: guard for guard, kind in IN_KIND.items()}


def classify_category(
    text: PreparedText, findings: Iterable[Finding], kind: str, *, is_long: bool
) -> Choice | None:
    """The category with most evidence; None leaves it to the person who triages."""
    evidence = Evidence()
    speaking = [finding for finding in findings if not _is_voided(finding, kind)]
    evidence.add_findings(text, speaking, CATEGORY, lambda finding: _share(finding, is_long))
    choice = evidence.choose()
    if choice is None or choice.confidence < TOO_WEAK:
        return None
    second = _runner_up(text, evidence, speaking, choice.value)
    return choice._replace(reasons=(*choice.reasons, *second))


def voided_by_kind(
    text: PreparedText, findings: Iterable[Finding], kind: str
) -> tuple[Reason, ...]:
    """Matches for a category that this kind of message can't mean."""
    guard = KINDS_TO_GUARD.get(kind, "")
    return tuple(
        Reason(
            "voided",
            {"rule": finding.rule.code, "guard": guard},
            rule_reason(text, finding).matches,
            (guard,),
        )
        for finding in findings
        if finding.hits and _is_voided(finding, kind)
    )


def _is_voided(finding: Finding, kind: str) -> bool:
    rule = finding.rule
    return rule.sets == CATEGORY and KINDS_TO_GUARD.get(kind) in rule.guards


def _share(finding: Finding, is_long: bool) -> float:
    share = finding.rule.weight / 100
    is_touched = is_long and finding.rule.weight < IN_GENERAL and len(finding.hits) == 1
    return share * TOUCHED_ON if is_touched else share


def _runner_up(
    text: PreparedText, evidence: Evidence, findings: Iterable[Finding], best: str
) -> list[Reason]:
    """The strongest rule of the second category, where it comes near the first."""
    rivals = {v: join_evidence(s) for v, s in evidence.shares.items() if v != best}
    value = max(rivals, key=lambda each: rivals[each], default="")
    if not value or rivals[value] < WORTH_NAMING:
        return []
    speaking = [f for f in findings if f.hits and f.rule.sets == CATEGORY and f.rule.value == value]
    strongest = rule_reason(text, max(speaking, key=lambda finding: finding.rule.weight))
    return [Reason("runner_up", {"rule": strongest.params["rule"]}, strongest.matches)]
