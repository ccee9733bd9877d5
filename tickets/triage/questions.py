"""How much of a text asks something, and where it does.

Chinese messages often leave the question mark out and many English ones too, so a sentence also
asks when it opens as questions do ("how do I …", “请问…”) or ends in a question particle.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from .text import PreparedText

SENTENCE = re.compile(r"[^.!?;。\n]+[.!?;。\n~]*")
ENDS_ASKING = re.compile(r"(?:(?<![!?])\?[^!?]*|[吗呢么][\s。.~]*)$")
"""One question mark: several, or one beside an exclamation mark, are an outcry."""
OPENS_ASKING = re.compile(
    r"[\s\W]*(?:(?:hi|hey|hello|and|so|but|also|ok|please|@\w+)\b[\s,]*)*"
    r"(?:(?:how|what|when|where|which|who|why|whats|what's|how's|where's)\b"
    r"|(?:is|are|am|do|does|did|can|could|will|would|should|may|has|have|was|were)\s"
    r"(?:i|you|we|it|he|she|they|there|this|that|the|my|your|our|any|anyone|someone|a|an)\s+\w"
    r"|请问|想问|问一下|如何|怎么|怎样|为什么|为何|什么时候|有没有|能不能|可不可以|是不是)"
)


LONG_STORY = 400
LONG_STORY_HAN = 160
"""Characters from which on a "how" or “怎么” may be said in passing."""
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

    def is_in_passing(self, position: int) -> bool:
        """Is a word of asking at `position` not what the customer came for?"""
        return self.is_long and self.share < LITTLE and position >= self.opening_ends

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
        if ENDS_ASKING.search(words) or OPENS_ASKING.match(words):
            spans.append(sentence.span())
            asked += len(words)
    long_from = LONG_STORY_HAN if text.has_han else LONG_STORY
    return Asking(tuple(spans), asked / max(whole, 1), opening_ends, whole > long_from)
