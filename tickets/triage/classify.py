"""The kind of a message, from what the rules found, what it asks and the mood."""

from collections.abc import Iterable, Mapping, Sequence

from .effort import find_effort
from .evidence import (
    PROPERTY,
    QUOTED_AT_MOST,
    RISKS,
    SAFETY,
    Choice,
    Evidence,
    rule_reason,
)
from .guards import IN_COMPLAINTS, IN_PRAISE
from .proposal import Reason
from .questions import LITTLE, Asking
from .rules import CATEGORY, KIND, Finding, Rule
from .sentiment import NEGATIVE, POSITIVE, Sentiment
from .text import PreparedText

COMPLAINT, SUGGESTION, INQUIRY, PRAISE, OTHER = (
    "complaint",
    "suggestion",
    "inquiry",
    "praise",
    "other",
)
KINDS = (COMPLAINT, SUGGESTION, INQUIRY, PRAISE, OTHER)

MOOD_SHARE = 0.7
"""What a fully negative or positive text adds to complaint or praise."""
HARSH_SHARE = 0.4
"""What a word that judges adds to complaint at least: “terrible” amid three questions."""
DANGER_SHARE = 0.99
"""Who tells of danger or loss complains, whatever they ask beside it."""
QUESTION_SHARE = 0.75
"""What a text that is one question adds to inquiry; half of it asking adds half."""
IN_PASSING = 0.5
"""What is left of a rule for inquiry in a long story that asks little else."""
SAID_FOR_EFFECT = 0.3
"""What is left of a rule for inquiry in a question that expects no answer."""
ASKED_ABOUT = 0.5
"""What is left of a mild word of complaint, and of a mild mood, where it is only asked about."""
BESIDE_THEMSELVES = 0.5
"""Mood from which on a question is said for effect."""
ASKED_IN_ANGER = 0.6
"""What is left of a question that is put in a bad mood: “why am I still waiting?”"""
AGAINST_THE_MOOD = 0.5
"""What is left of a mild word of complaint in a text of praise, and of a suggestion that closes a
bitter story: “they might train their people” is no idea for the product."""
THREAT_SHARE = 0.5
"""Who is cross and means to leave, sue or tell the papers complains, whatever they ask."""
TROUBLE_SHARE = 0.35
"""What a category that no praise can mean adds to complaint: “到货已经漏了” names no feeling."""
EFFECT_SHARE = 0.45
"""A question put for effect says that something is wrong, whatever words it takes."""
EFFORT_SHARE = 0.4
"""Who has waited long or asked again complains, however calm."""
EFFECT_IN_PASSING = 0.2
"""What it adds in a text that asks for something else too, or is in a good mood."""
DECLARED = 0.95
TITLED = 85
"""A rule of this weight names the kind itself, as “咨询…” does: as the first word it decides."""
TITLE_ENDS_WITHIN = 2
"""Characters, such as a line's end, that may follow what a title calls the message."""
OUTRIGHT = 70
"""A rule of this weight says it outright: “isn't that false advertising?” is no question."""
NAMED_TROUBLE = 45
"""A rule of this weight names what went wrong; a mere “can’t” or “doesn’t” may be a condition."""
UNDECIDED = 0.3


def classify_kind(
    text: PreparedText,
    findings: Iterable[Finding],
    sentiment: Sentiment,
    risks: Mapping[str, Choice],
    asking: Asking,
) -> Choice:
    evidence = Evidence()
    effort = _effort(text, findings, sentiment)
    if sentiment.polarity != POSITIVE:
        asking = _after_trouble(asking, findings, effort)
    if effort:
        evidence.add(COMPLAINT, EFFORT_SHARE, _quoting("effort", text, effort))
    evidence.add_findings(
        text, findings, KIND, lambda finding: _kind_share(finding, asking, sentiment)
    )
    if sentiment.polarity != POSITIVE:
        _add_trouble(evidence, text, findings, asking)
    _add_mood(evidence, sentiment, asking)
    if asking.share:
        share = _question_share(findings, asking, sentiment)
        evidence.add(INQUIRY, share, Reason("question"))
    _add_effect(evidence, text, asking, sentiment)
    _add_risks(evidence, risks, sentiment)
    return evidence.choose() or Choice(OTHER, UNDECIDED, _undecided(sentiment))


def _effort(
    text: PreparedText, findings: Iterable[Finding], sentiment: Sentiment
) -> list[tuple[int, int]]:
    """Looked for only where nothing louder is said."""
    is_needless = sentiment.polarity == POSITIVE or any(
        finding.hits and _is_outright(finding) for finding in findings
    )
    return [] if is_needless else find_effort(text)


def _add_risks(evidence: Evidence, risks: Mapping[str, Choice], sentiment: Sentiment) -> None:
    is_cross = sentiment.polarity == NEGATIVE
    shares = {risk: THREAT_SHARE for risk in RISKS if is_cross} | {
        SAFETY: DANGER_SHARE,
        PROPERTY: DANGER_SHARE,
    }
    for risk in risks:
        if risk in shares:
            evidence.add(COMPLAINT, shares[risk], Reason("risk", {"risk": risk}))


def _undecided(sentiment: Sentiment) -> tuple[Reason, ...]:
    """Why it is none of the kinds: mood words that balance, or nothing at all."""
    if sentiment.reasons:
        return tuple(Reason("balanced", {}, reason.matches) for reason in sentiment.reasons)
    return (Reason("nothing_found"),)


def _add_trouble(
    evidence: Evidence, text: PreparedText, findings: Iterable[Finding], asking: Asking
) -> None:
    telling = [
        finding
        for finding in findings
        if finding.rule.sets == CATEGORY
        and _is_trouble(finding.rule)
        and any(not asking.covers(hit.start) for hit in finding.hits)
    ]
    if telling and not asking.is_long:
        evidence.add(COMPLAINT, TROUBLE_SHARE, *(rule_reason(text, each) for each in telling))


def _add_effect(
    evidence: Evidence, text: PreparedText, asking: Asking, sentiment: Sentiment
) -> None:
    if asking.for_effect:
        is_aside = sentiment.polarity == POSITIVE or asking.share >= LITTLE
        share = EFFECT_IN_PASSING if is_aside else EFFECT_SHARE
        spans = [(one.start, one.end) for one in asking.for_effect]
        evidence.add(COMPLAINT, share, _quoting("for_effect", text, spans))


def _quoting(code: str, text: PreparedText, spans: Sequence[tuple[int, int]]) -> Reason:
    return Reason(code, {}, tuple(text.quote(*span) for span in spans[:QUOTED_AT_MOST]))


def _is_trouble(rule: Rule) -> bool:
    """Is the rule kept out of praise, but not out of complaints as the ones for ideas are?"""
    return IN_PRAISE in rule.guards and IN_COMPLAINTS not in rule.guards


def _question_share(findings: Iterable[Finding], asking: Asking, sentiment: Sentiment) -> float:
    """Who complains outright, or is beside themselves with anger or joy, asks for effect."""
    share = QUESTION_SHARE * asking.share
    if any(finding.hits and _is_outright(finding) for finding in findings):
        return share * ASKED_ABOUT
    if abs(sentiment.score) >= BESIDE_THEMSELVES or sentiment.is_harsh:
        return share * ASKED_ABOUT
    return share * ASKED_IN_ANGER if sentiment.polarity == NEGATIVE else share


def _after_trouble(
    asking: Asking, findings: Iterable[Finding], effort: Sequence[tuple[int, int]]
) -> Asking:
    """Where a sentence that asks nothing names what went wrong, what is asked next is heard so."""
    told = [start for start, _ in effort] + [
        hit.start
        for finding in findings
        if _names_trouble(finding.rule)
        for hit in finding.hits
        if not asking.covers(hit.start)
    ]
    return asking.after_trouble(min(told)) if told else asking


def _names_trouble(rule: Rule) -> bool:
    if rule.sets == CATEGORY:
        return _is_trouble(rule)
    return rule.value == COMPLAINT and rule.weight >= NAMED_TROUBLE


def _is_outright(finding: Finding) -> bool:
    rule = finding.rule
    return rule.sets == KIND and rule.value == COMPLAINT and rule.weight >= OUTRIGHT


def _kind_share(finding: Finding, asking: Asking, sentiment: Sentiment) -> float:
    """A problem named in a question is asked about; a "how" in a long story is said in passing."""
    share = finding.rule.weight / 100
    starts = [hit.start for hit in finding.hits]
    if finding.rule.value == INQUIRY:
        if starts[0] == 0 and finding.rule.weight >= TITLED:
            return DECLARED
        return share * _left_of_asking(finding, starts[0], asking, sentiment)
    if finding.rule.value == SUGGESTION:
        if finding.rule.weight >= TITLED and _closes_the_title(finding, asking):
            return DECLARED
        return _suggestion_share(share, starts[0], asking, sentiment)
    if finding.rule.value == PRAISE and sentiment.polarity == NEGATIVE:
        return share * AGAINST_THE_MOOD
    if finding.rule.value == COMPLAINT and not _is_outright(finding):
        share *= ASKED_ABOUT if all(map(asking.covers, starts)) else 1.0
        share *= AGAINST_THE_MOOD if sentiment.polarity == POSITIVE else 1.0
        share *= IN_PASSING if _is_aside(finding, asking, sentiment) else 1.0
    return share


def _closes_the_title(finding: Finding, asking: Asking) -> bool:
    """Does the first sentence end in it: “关于站点设置的建议”?"""
    return any(0 <= asking.opening_ends - hit.end <= TITLE_ENDS_WITHIN for hit in finding.hits)


def _is_aside(finding: Finding, asking: Asking, sentiment: Sentiment) -> bool:
    """One “problem” in a long calm text, such as a book's review, is what it tells about."""
    phrases = {hit.phrase for hit in finding.hits}
    return asking.is_long and len(phrases) == 1 and sentiment.polarity != NEGATIVE


def _left_of_asking(finding: Finding, start: int, asking: Asking, sentiment: Sentiment) -> float:
    """What a story says in passing, for effect or in anger asks less than what a note says."""
    if asking.is_said_for_effect(start):
        return SAID_FOR_EFFECT
    if asking.is_in_passing(start):
        return IN_PASSING
    if finding.rule.weight >= OUTRIGHT:
        return 1.0
    left = IN_PASSING if asking.is_told(start) else 1.0
    return left * (ASKED_IN_ANGER if sentiment.polarity == NEGATIVE else 1.0)


def _suggestion_share(share: float, start: int, asking: Asking, sentiment: Sentiment) -> float:
    """Whose first word is a suggestion makes one, however bad things are that it would mend."""
    if start == 0:
        return max(share, DECLARED)
    is_aside = sentiment.is_strongly_negative and start >= asking.opening_ends
    return share * (AGAINST_THE_MOOD if is_aside else 1.0)


def _add_mood(evidence: Evidence, sentiment: Sentiment, asking: Asking) -> None:
    kind = {NEGATIVE: COMPLAINT, POSITIVE: PRAISE}.get(sentiment.polarity)
    if kind:
        share = abs(sentiment.score) * MOOD_SHARE
        if not (sentiment.is_strongly_negative or sentiment.is_harsh):
            share *= 1.0 - ASKED_ABOUT * asking.share
        if kind == COMPLAINT and sentiment.is_harsh:
            share = max(share, HARSH_SHARE)
        evidence.add(kind, share, *sentiment.reasons)
