"""Mood by word list: what was said, how strongly, and whether it was denied."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .lexicon import read_weights
from .negation import denial_before
from .phrases import Hit, PhraseIndex, longest_only
from .proposal import Reason
from .text import PreparedText

POSITIVE = "positive"
NEUTRAL = "neutral"
NEGATIVE = "negative"

DENIED = -0.7
"""A denied word counts the other way, and less: "not great" is milder than "bad"."""
COMMANDS = {"别", "勿"}
"""Who is told not to do it did it: “别再骗人” is no praise."""
AFTER_BUT = 1.5
CALM = 3.0
"""Keeps one mild word from deciding: score = sum / (sum of absolute weights + CALM)."""
NEUTRAL_BELOW = 0.1
STRONG_FROM = 0.6
RATING_WEIGHTS = {1: -6.0, 2: -4.0, 3: 0.0, 4: 4.0, 5: 6.0}
QUOTED_AT_MOST = 6

BUT = re.compile(r"\b(?:but|however|except|although)\b|但是|可是|不过|然而|就是|但|却")


class MoodWord(NamedTuple):
    hit: Hit
    weight: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`score` runs from -1 to 1; `polarity` is what a page shows."""

    polarity: str
    score: float
    confidence: float
    reasons: tuple[Reason, ...]

    @property
    def is_strongly_negative(self) -> bool:
        return self.score <= -STRONG_FROM


def detect_sentiment(text: PreparedText, *, rating: int | None = None) -> Sentiment:
    """Mood of the words, and of the stars (1 to 5) where the channel has some."""
    words = mood_words(text)
    weights = [word.weight for word in words]
    reasons = [_words_reason(text, words)] if words else []
    if rating in RATING_WEIGHTS:
        weights.append(RATING_WEIGHTS[rating])
        reasons.append(Reason("rating", {"rating": rating}))
    score = round(sum(weights) / (sum(map(abs, weights)) + CALM), 3)
    return Sentiment(_polarity(score), score, _confidence(score), tuple(reasons))


def mood_words(text: PreparedText) -> list[MoodWord]:
    weights, index = _lexicon()
    hits = longest_only(index.find(text))
    turn = _turning_point(text)
    return [
        MoodWord(
            hit, weights[hit.phrase] * _context(text, hit) * (AFTER_BUT if hit.start > turn else 1)
        )
        for hit in hits
    ]


def _context(text: PreparedText, hit: Hit) -> float:
    strength = _strength_before(text, hit.start)
    denial = denial_before(text, hit.start)
    return strength * DENIED if denial and denial not in COMMANDS else strength


def _strength_before(text: PreparedText, start: int) -> float:
    strengths, pattern = _intensifiers()
    match = pattern.search(text.folded, max(0, start - 16), start)
    return strengths[match.group().strip()] if match else 1.0


def _turning_point(text: PreparedText) -> int:
    """Where the last "but" stands: what follows it is what the customer came to say."""
    last = len(text.folded)
    for match in BUT.finditer(text.folded):
        last = match.start()
    return last


def _polarity(score: float) -> str:
    if abs(score) < NEUTRAL_BELOW:
        return NEUTRAL
    return POSITIVE if score > 0 else NEGATIVE


def _confidence(score: float) -> float:
    """From 0.5 at the border of neutral to nearly 1; for neutral, higher the nearer to zero."""
    if abs(score) < NEUTRAL_BELOW:
        return round(0.6 - abs(score), 3)
    return round(0.5 + abs(score) / 2, 3)


def _words_reason(text: PreparedText, words: list[MoodWord]) -> Reason:
    """The strongest words, in reading order."""
    strongest = sorted(words, key=lambda word: -abs(word.weight))[:QUOTED_AT_MOST]
    matches = [text.quote(hit.start, hit.end) for hit, _ in sorted(strongest)]
    total = round(sum(word.weight for word in words), 1)
    return Reason("mood_words", {"total": total, "count": len(words)}, tuple(matches))


@cache
def _lexicon() -> tuple[dict[str, float], PhraseIndex]:
    weights = read_weights("sentiment_en.txt") | read_weights("sentiment_zh.txt")
    return weights, PhraseIndex(weights)


@cache
def _intensifiers() -> tuple[dict[str, float], re.Pattern[str]]:
    strengths = read_weights("intensifiers.txt")
    words = "|".join(re.escape(word) for word in sorted(strengths, key=len, reverse=True))
    return strengths, re.compile(rf"(?:{words})\s*$")
