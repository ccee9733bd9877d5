"""Which of the desk's two languages a customer wrote in."""

import re
from dataclasses import dataclass

from .proposal import Reason
from .text import HAN, PreparedText

ENGLISH = "en"
CHINESE = "zh-hans"

PRESENT_FROM = 0.05
MIXED_FROM = 0.2
HAN_PER_WORD = 1.7
"""About 1.7 Chinese characters say what one English word says: shares compare like with like."""

LATIN_WORD = re.compile(r"[a-z\u00c0-\u024f]{2,}")


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is the language to answer in; `han_share` is 0 for English, 1 for Chinese only."""

    code: str
    han_share: float
    confidence: float
    reason: Reason

    @property
    def is_mixed(self) -> bool:
        return MIXED_FROM <= self.han_share <= 1 - MIXED_FROM

    @property
    def present(self) -> frozenset[str]:
        """The languages of which at least a few words occur."""
        found = {self.code}
        if self.han_share >= PRESENT_FROM:
            found.add(CHINESE)
        if self.han_share <= 1 - PRESENT_FROM:
            found.add(ENGLISH)
        return frozenset(found)


def detect_language(text: PreparedText, *, default: str = ENGLISH) -> Language:
    """Language by share of script; `default` when there is nothing to read, such as "12315!!"."""
    han = len(HAN.findall(text.folded)) / HAN_PER_WORD if text.has_han else 0.0
    latin = len(LATIN_WORD.findall(text.folded))
    if not han and not latin:
        code = default or ENGLISH
        return Language(code, float(code == CHINESE), 0.0, Reason("no_words"))
    share = round(han / (han + latin), 3)
    code = CHINESE if share >= 0.5 else ENGLISH
    confidence = round(max(share, 1 - share), 3)
    return Language(code, share, confidence, Reason("script", {"percent": round(share * 100)}))
