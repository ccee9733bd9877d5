"""Is what follows denied? "No one was hurt" and “没有人受伤” are good news.

Only words that carry no meaning of their own may stand between the denial and what it denies. A
plain window of words would also void "it does not work and smokes", and miss nothing worth having.
"""

import re

from .lexicon import read_words
from .text import PreparedText

LOOK_BACK = 48
"""Characters before a match in which the denial must start."""


def _pattern() -> re.Pattern[str]:
    latin = "|".join(map(re.escape, _longest_first("negations_en.txt")))
    latin_fillers = "|".join(map(re.escape, _longest_first("negation_fillers_en.txt")))
    han = "|".join(map(re.escape, _longest_first("negations_zh.txt")))
    han_fillers = "|".join(map(re.escape, _longest_first("negation_fillers_zh.txt")))
    # “特别” ends in 别, and yet “特别差” is no praise.
    innocent = "".join(f"(?<!{word})" for word in read_words("not_denying_zh.txt"))
    return re.compile(
        rf"(?:\b(?P<latin>{latin})\b(?:[\s-]+(?:{latin_fillers})\b)*[\s-]*"
        rf"|(?P<han>{han}){innocent}(?:{han_fillers})*)$"
    )


def _longest_first(name: str) -> list[str]:
    return sorted(read_words(name), key=len, reverse=True)


DENIAL = _pattern()
QUICK_LOOK = re.compile(
    r"n't|cannot|\bno|\bnever|\bwithout|\bhardly|\bbarely|\bneither|[不没未无非别勿免]"
)


def denial_before(text: PreparedText, start: int) -> str:
    """The denying words right before position `start` of the folded text, or an empty string."""
    tail = text.folded[max(0, start - LOOK_BACK) : start]
    if not QUICK_LOOK.search(tail):
        return ""
    match = DENIAL.search(tail)
    return (match["latin"] or match["han"]) if match else ""
