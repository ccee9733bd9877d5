"""Emojis and emoticons: often the only mood a short message shows.

They are no words: `;` and `:` belong to them, so their list is read by itself and they are found by
one pattern instead of the word index. A row of them counts once: “😡😡😡” is one cry.
"""

import re
from functools import cache

from .lexicon import read_signs
from .phrases import Hit
from .text import PreparedText

PLAIN = re.compile(r"[:;=<^>_]")
"""What an emoticon of plain characters has at least one of."""


def find_signs(text: PreparedText) -> list[Hit]:
    """Each sign in reading order, as `Hit` with the sign as phrase."""
    folded = text.folded
    if folded.isascii() and not PLAIN.search(folded):
        return []
    return [Hit(match["sign"], match.start(), match.end()) for match in _signs().finditer(folded)]


@cache
def sign_weights() -> dict[str, float]:
    return read_signs("signs.txt")


@cache
def _signs() -> re.Pattern[str]:
    """The address in "http://" is no face, nor is the end of "3:d"."""
    longest_first = sorted(sign_weights(), key=len, reverse=True)
    signs = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![a-z0-9](?=:[d/\\]))(?P<sign>{signs})(?:(?P=sign)|\ufe0f)*(?!/)")
