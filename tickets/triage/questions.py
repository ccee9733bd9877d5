"""How much of a text asks something, and where it does.

Chinese messages often leave the question mark out and many English ones too, so a sentence also
asks when it opens as questions do ("how do I …", “请问…”) or ends in a question particle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .for_effect import is_for_effect, is_for_redress
from .text import HAN, LONG_STORY, LONG_STORY_HAN, PreparedText

SENTENCE = re.compile(r"[^.!?;。\n]+[.!?;。\n~]*")
ENDS_ASKING = re.compile(
    r"(?:(?<![!?])\?[^!?]*|吗[\s。.~]*"
    # “还能说什么” ends in 么 and asks nothing.
    r"|(?<![什那这多])么[\s。.~]*"
    # “还没见到呢” tells, “我的额度呢” asks.
    r"|^[^还才着]{1,12}呢[\s。.~]*)$"
)
"""One question mark: several, or one beside an exclamation mark, are an outcry."""

GREETINGS = r"[\s\W]*(?:(?:hi|hey|hello|and|so|but|also|ok|please|@\w+)\b[\s,]*)*"
WHO = r"(?:i|you|we|it|he|she|they|there|this|that|my|your|our|any|anyone|someone)"
HELPER = r"(?:is|are|am|do|does|did|can|could|will|would|should|may|was|were|has|have|had)"
OPENS_ASKING = re.compile(
    rf"{GREETINGS}(?:how\s+(?:much|many|long|far|often|soon|old|come|about|to)\b"
    rf"|(?:how|what|where|why|who|which)(?:'s|s|'re)?\s+(?:\w+\s+){{0,2}}?{HELPER}(?:n't)?\b"
    r"|(?:how|what|where|who|when)(?:'s|s)\s"
    r"|what\s+(?:happens|if|about|to)\b"
    # "When I tried, it failed" tells; "when will I get it" asks.
    rf"|when\s+{HELPER}(?:n't)?\b"
    rf"|(?:is|are|am|do|does|did|can|could|will|would|should|may|was|were)\s+{WHO}\s+\w"
    rf"|(?:has|have|had)\s+(?:i|you|we|it|he|she|they|there|anyone|someone)\s+\w"
    r"|(?:is|does|can|will|should)\s+the\s+\w"
    r"|请问|想问|问一下|如何|怎么|怎样|为什么|为何|为啥|咋|什么时候|有没有|能不能|可不可以|是不是)"
)
ASKS_IN_CHINESE = re.compile(
    r"[吗呢么嘛吧谁哪几咋啥怎否]|多[少久大长远]|为何|如何|何时|请问|难道|究竟|到底|还是"
    r"|(\w)[不没]\1|有没有|能|可以|没有?[\s?]|不[\s?]"
)
SHORT_ENOUGH = 12
"""A short Chinese sentence asks by its mark alone: “真的假的?”. In a longer one without any word
that asks the mark is mostly an emoji that a channel lost: “快递很快?早上下单晚上就到”."""
EXCLAIMS = re.compile(rf"{GREETINGS}(?:what\s+an?\b[^?]*$|(?:how|what)\s+\w+\s*!)")
""""What a great idea" and "how lovely!" ask nothing."""


SHORT_NOTE = 100
SHORT_NOTE_HAN = 40
"""Up to so many a message may be a question though nothing but one word shows it."""
LITTLE = 0.3
"""The share of questions under which a long text counts as a story."""


CLAUSE = re.compile(r"[,:—–…]\s*|\s-+\s*")
ASKS_BY_A_WORD = re.compile(
    r"[吗呢么谁哪几咋啥怎否]|多[少久]|为何|如何|何时|请问|想问|什么|难道|凭什么|是不是|有没有|能不能|可不可以|会不会"
)


SUPPOSES = re.compile(rf"{GREETINGS}(?:if|when|suppose|in\s+case|如果|要是|假如|万一)")
"""“If my parcel is late, can I …” tells of nothing that happened."""


class Question(NamedTuple):
    """A sentence that asks, from the clause on that does: “it leaks, what now?” tells first.

    A half-open span of the folded text; `sentence` is the whole.
    """

    start: int
    end: int
    sentence: str
    is_for_effect: bool


@dataclass(frozen=True)
class Asking:
    """`share` is the part of the text that wants an answer: questions for effect are none of it.

    `opening_ends` is where the first sentence, mostly the subject, is over.
    """

    questions: tuple[Question, ...]
    whole: int
    opening_ends: int
    is_long: bool
    is_short: bool
    trouble_from: int | None = None

    @cached_property
    def share(self) -> float:
        wanted = [one for one in self.questions if one not in self.for_effect]
        return sum(len(one.sentence) for one in wanted) / max(self.whole, 1)

    @cached_property
    def for_effect(self) -> list[Question]:
        """Those that expect no answer; after trouble told also those that ask to mend it."""
        return [one for one in self.questions if one.is_for_effect or self._is_for_redress(one)]

    def after_trouble(self, position: int) -> Asking:
        """The same where trouble is told at `position`: “what now?” then wants more than words."""
        return replace(self, trouble_from=position)

    def is_in_passing(self, position: int) -> bool:
        """Is a word of asking at `position` not what the customer came for?"""
        return self.is_long and self.share < LITTLE and position >= self.opening_ends

    def is_told(self, position: int) -> bool:
        """Does a question word stand in a sentence that asks nothing: “没有发现什么问题”?"""
        return not self.is_short and not self.covers(position)

    def covers(self, position: int) -> bool:
        return any(one.start <= position < one.end for one in self.questions)

    def is_said_for_effect(self, position: int) -> bool:
        return any(one.start <= position < one.end for one in self.for_effect)

    def _is_for_redress(self, one: Question) -> bool:
        is_after = self.trouble_from is not None and one.end > self.trouble_from
        return is_after and is_for_redress(one.sentence)


def find_questions(text: PreparedText) -> Asking:
    """Sentences that ask something."""
    questions, whole, opening_ends = [], 0, 0
    for sentence in SENTENCE.finditer(text.folded):
        words = sentence.group().strip()
        whole += len(words)
        opening_ends = opening_ends or sentence.end()
        if asks(words):
            questions.append(_question(sentence, words))
    long_from = LONG_STORY_HAN if text.has_han else LONG_STORY
    short_to = SHORT_NOTE_HAN if text.has_han else SHORT_NOTE
    return Asking(tuple(questions), whole, opening_ends, whole > long_from, whole <= short_to)


def _question(sentence: re.Match[str], words: str) -> Question:
    return Question(
        start=sentence.start() + _where_it_asks(sentence.group()),
        end=sentence.end(),
        sentence=words,
        is_for_effect=is_for_effect(words),
    )


def _where_it_asks(sentence: str) -> int:
    """Where the first clause begins that asks; 0 when none of them does by itself."""
    if SUPPOSES.match(sentence):
        return 0
    starts = [0, *(match.end() for match in CLAUSE.finditer(sentence))]
    for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True):
        clause = sentence[start:end]
        if OPENS_ASKING.match(clause) or ASKS_BY_A_WORD.search(clause):
            return start
    return 0


def asks(sentence: str) -> bool:
    """Does one folded sentence ask, by its mark, its particle or its opening?"""
    if ENDS_ASKING.search(sentence):
        return _is_borne_out(sentence)
    return bool(OPENS_ASKING.match(sentence)) and not EXCLAIMS.match(sentence)


def _is_borne_out(sentence: str) -> bool:
    if len(sentence) <= SHORT_ENOUGH or not HAN.search(sentence):
        return True
    return ASKS_IN_CHINESE.search(sentence) is not None
