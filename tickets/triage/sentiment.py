"""Mood by word list: what was said, how strongly, and whether it was denied."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .lexicon import read_weights, read_words
from .negation import denial_before
from .phrases import Hit, PhraseIndex, longest_only
from .proposal import Reason
from .signs import find_signs, sign_weights
from .text import HAN, PreparedText, is_story

POSITIVE = "positive"
NEUTRAL = "neutral"
NEGATIVE = "negative"

DENIED = -0.7
"""A denied word counts the other way, and less: "not great" is milder than "bad"."""
COMMANDS = {"别", "勿"}
"""Who is told not to do it did it: “别再骗人” is no praise."""
AFTER_BUT = 1.5
BEFORE_BUT = 0.5
"""What is left of praise before a last “but” that is followed by none: “不错，就是机器太热”."""
CALM = 3.0
"""Keeps one mild word from deciding: score = sum / (sum of absolute weights + CALM)."""
NEUTRAL_BELOW = 0.1
STRONG_FROM = 0.6
HARSH_FROM = -3.0
RATING_WEIGHTS = {1: -6.0, 2: -4.0, 3: 0.0, 4: 4.0, 5: 6.0}
QUOTED_AT_MOST = 6

BUT = re.compile(r"\b(?:but|however|except|although)\b|但是|可是|不过|然而|就是|但|却")
TURNS = re.compile(
    r"(?:[,.;:]|^)\s*(?:but|however|except|only\s+(?:complaint|problem|issue|thing|downside))\b"
    r"|(?:[,，。.;；!、\s])(?:但是|但|可是|然而|只是|就是|唯一|美中不足|遗憾的是|可惜)"
)
"""Where praise ends and what is wrong is told; a “but” within a clause may turn to the good."""

COMPARED = re.compile(r"(?:没有?|不如|不及|比不上)[^,，。.!?;；、\s]{1,12}$")
"""“没有照片好看” is no praise, as “not as good as the picture” isn't."""
LIKE_THAT = {"那么", "这么", "如此", "那样"}
"""What may strengthen the word of a comparison: “没有想象中那么好”; “没有异味很好” is praise."""

CLOSES_WITHIN, CLOSES_WITHIN_HAN = 30, 14
"""Characters that may follow a polite word at the end of a message: "Thanks, John"."""
ASKS_A_FAVOUR = re.compile(
    r"\?|\b(?:please|pls|plz|dm|need|would like|can you|could you|let me know)\b"
    r"|[请望求盼]|能否|可否|麻烦|帮忙|尽快"
)
OUT_OF_COURTESY = 0.1
"""What is left of the thanks that close a message which asks for something."""


class MoodWord(NamedTuple):
    hit: Hit
    weight: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`score` runs from -1 to 1; `polarity` is what a page shows; `harshest` the worst word's."""

    polarity: str
    score: float
    confidence: float
    reasons: tuple[Reason, ...]
    harshest: float = 0.0

    @property
    def is_harsh(self) -> bool:
        """Is there a word that judges, such as "terrible"? "Declined" only tells what happened."""
        return self.harshest <= HARSH_FROM

    @property
    def is_strongly_negative(self) -> bool:
        return self.score <= -STRONG_FROM


def detect_sentiment(text: PreparedText, *, rating: int | None = None) -> Sentiment:
    """Mood of the words, and of the stars (1 to 5) where the channel has some."""
    words = mood_words(text)
    weights = [word.weight for word in words]
    reasons = [_words_reason(text, words)] if any(word.weight for word in words) else []
    if rating in RATING_WEIGHTS:
        weights.append(RATING_WEIGHTS[rating])
        reasons.append(Reason("rating", {"rating": rating}))
    score = round(sum(weights) / (sum(map(abs, weights)) + CALM), 3)
    harshest = min(weights, default=0.0)
    return Sentiment(_polarity(score), score, _confidence(score), tuple(reasons), harshest)


def mood_words(text: PreparedText) -> list[MoodWord]:
    weights, index = _lexicon()
    turn = _turning_point(text)
    words = [
        MoodWord(
            hit, weights[hit.phrase] * _context(text, hit) * (AFTER_BUT if hit.start > turn else 1)
        )
        for hit in longest_only(index.find(text))
    ]
    signs = [MoodWord(hit, sign_weights()[hit.phrase]) for hit in find_signs(text)]
    return _after_turning(text, words + signs)


def _after_turning(text: PreparedText, words: list[MoodWord]) -> list[MoodWord]:
    """Count praise less where a turn follows it and nothing good follows the turn.

    A story, such as that of a book, turns often without judging.
    """
    if is_story(text):
        return words
    last_good = max((word.hit.start for word in words if word.weight > 0), default=-1)
    if last_good < 0 or not TURNS.search(text.folded, last_good):
        return words
    return [
        word._replace(weight=word.weight * (BEFORE_BUT if word.weight > 0 else 1)) for word in words
    ]


def _context(text: PreparedText, hit: Hit) -> float:
    if hit.phrase in _listed("polite.txt") and _is_courtesy(text, hit):
        return OUT_OF_COURTESY
    strengthener = _strengthener_before(text, hit.start)
    strength = _intensifiers()[0].get(strengthener, 1.0)
    denial = denial_before(text, hit.start)
    if denial:
        return strength if denial in COMMANDS else strength * DENIED
    return strength * DENIED if _falls_short(text, hit, strengthener) else strength


def _falls_short(text: PreparedText, hit: Hit, strengthener: str) -> bool:
    """Is a good quality what something hasn't as much of as something else?"""
    if hit.phrase not in read_words("comparable_zh.txt") or (
        strengthener and strengthener not in LIKE_THAT
    ):
        return False
    return COMPARED.search(text.folded, max(0, hit.start - 16), hit.start) is not None


def _is_courtesy(text: PreparedText, hit: Hit) -> bool:
    reach = CLOSES_WITHIN_HAN if HAN.match(hit.phrase) else CLOSES_WITHIN
    if len(text.folded.rstrip()) - hit.end > reach:
        return False
    return ASKS_A_FAVOUR.search(text.folded, 0, hit.start) is not None


def _strengthener_before(text: PreparedText, start: int) -> str:
    match = _intensifiers()[1].search(text.folded, max(0, start - 16), start)
    return match.group().strip() if match else ""


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
    telling = [word for word in words if word.weight]
    strongest = sorted(telling, key=lambda word: -abs(word.weight))[:QUOTED_AT_MOST]
    matches = [text.quote(hit.start, hit.end) for hit, _ in sorted(strongest)]
    total = round(sum(word.weight for word in words), 1)
    return Reason("mood_words", {"total": total, "count": len(telling)}, tuple(matches))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(read_words(name))


@cache
def _lexicon() -> tuple[dict[str, float], PhraseIndex]:
    weights = read_weights("sentiment_en.txt") | read_weights("sentiment_zh.txt")
    return weights, PhraseIndex(weights)


@cache
def _intensifiers() -> tuple[dict[str, float], re.Pattern[str]]:
    strengths = read_weights("intensifiers.txt")
    words = "|".join(re.escape(word) for word in sorted(strengths, key=len, reverse=True))
    return strengths, re.compile(rf"(?:{words})\s*$")
