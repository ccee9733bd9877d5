"""What voids a match: words that cover or touch it, words nearby, a denial, the kind of message."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from .negation import denial_before
from .phrases import Hit
from .text import HAN, PreparedText, fold

NEARBY = "~"
NAMED = "@"
DENIED = "@not"
IN_COMPLAINTS = "@complaint"
IN_PRAISE = "@praise"
IN_KIND = {
    IN_COMPLAINTS: "complaint",
    "@suggestion": "suggestion",
    "@inquiry": "inquiry",
    IN_PRAISE: "praise",
}
"""Guards that void a category's match in messages of a kind: praise isn't about late delivery."""
GUARDS_WITH_A_NAME = (DENIED, *IN_KIND)

NEAR_LATIN = 40
NEAR_HAN = 12
"""Characters between two words that still belong together: six words, or a Chinese clause."""


@lru_cache(maxsize=20_000)
def guard_phrase(guard: str) -> str:
    """What a guard looks for, folded; empty for one with a name."""
    if guard.startswith(NAMED):
        return ""
    return fold(guard).removeprefix(NEARBY).strip()


def guard_phrases(guards: Iterable[str]) -> Iterator[str]:
    return filter(None, map(guard_phrase, guards))


class Guards:
    """The guards of one rule, ready to judge its matches."""

    def __init__(self, guards: tuple[str, ...]) -> None:
        self.needs_no_denial = DENIED in guards
        self.kinds = {kind: guard for guard, kind in IN_KIND.items() if guard in guards}
        self._reach_out = {
            phrase: guard.startswith(NEARBY) for guard in guards if (phrase := guard_phrase(guard))
        }

    def present(self, found: dict[str, list[Hit]]) -> list[str]:
        """Those of the phrases found in a text that are guards here."""
        return [phrase for phrase in found if phrase in self._reach_out]

    def against(
        self, hit: Hit, present: list[str], found: dict[str, list[Hit]], text: PreparedText
    ) -> str:
        """The denial or the guard that voids the hit, or an empty string."""
        if self.needs_no_denial and (denial := denial_before(text, hit.start)):
            return denial
        for phrase in present:
            near = self._reach_out[phrase]
            for other in found[phrase]:
                if hit.overlaps(other) or (near and stand_near(hit, other, text)):
                    return phrase
        return ""


def stand_near(one: Hit, other: Hit, text: PreparedText) -> bool:
    """Do two hits belong together: in one sentence, and only a few words apart?"""
    start, end = min(one.end, other.end), max(one.start, other.start)
    if start >= end:
        return True
    reach = NEAR_HAN if HAN.search(one.phrase + other.phrase) else NEAR_LATIN
    return end - start <= reach and not text.crosses_a_sentence(start, end)
