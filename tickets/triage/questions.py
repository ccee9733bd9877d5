"""How much of a text asks something, and where it does.

Chinese messages often leave the question mark out and many English ones too, so a sentence also
asks when it opens as questions do ("how do I …", “请问…”) or ends in a question particle.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from .text import HAN, PreparedText

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


LONG_STORY = 400
LONG_STORY_HAN = 160
"""Characters from which on a "how" or “怎么” may be said in passing."""
SHORT_NOTE = 100
SHORT_NOTE_HAN = 40
"""Up to so many a message may be a question though nothing but one word shows it."""
LITTLE = 0.3
"""The share of questions under which a long text counts as a story."""


@dataclass(frozen=True, slots=True)
class Asking:
    """`spans` are the half-open spans of sentences that ask; `share` is their part of the text.

    `opening_ends` is where the first sentence, mostly the subject, is over.
    """

    spans: tuple[tuple[int, int], ...]
    share: float
    opening_ends: int
    is_long: bool
    is_short: bool

    def is_in_passing(self, position: int) -> bool:
        """Is a word of asking at `position` not what the customer came for?"""
        return self.is_long and self.share < LITTLE and position >= self.opening_ends

    def is_told(self, position: int) -> bool:
        """Does a question word stand in a sentence that asks nothing: “没有发现什么问题”?"""
        return not self.is_short and not self.covers(position)

    def covers(self, position: int) -> bool:
        at = bisect_right(self.spans, (position, position)) - 1
        return any(start <= position < end for start, end in self.spans[max(at, 0) : at + 2])


def find_questions(text: PreparedText) -> Asking:
    """Sentences that ask something."""
    spans, asked, whole, opening_ends = [], 0, 0, 0
    for sentence in SENTENCE.finditer(text.folded):
        words = sentence.group().strip()
        whole += len(words)
        opening_ends = opening_ends or sentence.end()
        if asks(words):
            spans.append(sentence.span())
            asked += len(words)
    long_from = LONG_STORY_HAN if text.has_han else LONG_STORY
    short_to = SHORT_NOTE_HAN if text.has_han else SHORT_NOTE
    share = asked / max(whole, 1)
    return Asking(tuple(spans), share, opening_ends, whole > long_from, whole <= short_to)


def asks(sentence: str) -> bool:
    """Does one folded sentence ask, by its mark, its particle or its opening?"""
    if ENDS_ASKING.search(sentence):
        return _is_borne_out(sentence)
    return bool(OPENS_ASKING.match(sentence)) and not EXCLAIMS.match(sentence)


def _is_borne_out(sentence: str) -> bool:
    if len(sentence) <= SHORT_ENOUGH or not HAN.search(sentence):
        return True
    return ASKS_IN_CHINESE.search(sentence) is not None
