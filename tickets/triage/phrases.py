"""Finding thousands of words and phrases in one pass over a text."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from .text import HAN, WORD, PreparedText

STEM_LETTERS = 2
"""A word with a trailing * must have this many letters before it: they are the index key."""
WORDS_REMEMBERED = 20_000


class UnusablePhrase(ValueError):
    """The message tells the administrator what to write instead."""


class Hit(NamedTuple):
    """A phrase found at a half-open span of the folded text."""

    phrase: str
    start: int
    end: int

    def overlaps(self, other: "Hit") -> bool:
        return self.start < other.end and other.start < self.end


class _Part(NamedTuple):
    text: str
    is_stem: bool

    def fits(self, word: str) -> bool:
        return word.startswith(self.text) if self.is_stem else word == self.text


type _Phrase = tuple[str, tuple[_Part, ...]]


class _Continuations(NamedTuple):
    """Phrases that begin with one word: complete ones, and the rest by the word that follows.

    Each phrase comes with the parts that follow its first word. `stems` go on with a stem.
    """

    complete: list[str]
    by_next: dict[str, list[_Phrase]]
    stems: list[_Phrase]


NOTHING = _Continuations([], {}, [])
"""What begins with most words. Never added to."""


class PhraseIndex:
    """Phrases by their first word (Latin) or first two characters (Han).

    Latin phrases match whole words in sequence, and a word may end in `*` ("smok* detector");
    phrases with a Han character match as they stand, since Chinese has no word boundaries.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_char: dict[str, list[str]] = defaultdict(list)
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[_Phrase]] = defaultdict(list)
        self._known_words: dict[str, _Continuations] = {}
        for phrase in dict.fromkeys(phrases):
            self._add(phrase)

    def find(self, text: PreparedText) -> list[Hit]:
        """Every occurrence of every phrase, overlapping ones too, in reading order."""
        hits = self._latin_hits(text) + self._han_hits(text)
        return sorted(hits, key=lambda hit: (hit.start, -hit.end))

    def _add(self, phrase: str) -> None:
        if HAN.search(phrase):
            by_start = self._by_pair if len(phrase) > 1 else self._by_char
            by_start[phrase[:2]].append(phrase)
            return
        parts = parse_phrase(phrase)
        first = parts[0]
        index = self._by_stem if first.is_stem else self._by_word
        index[first.text[:STEM_LETTERS] if first.is_stem else first.text].append((phrase, parts))

    def _han_hits(self, text: PreparedText) -> list[Hit]:
        if not text.has_han:
            return []
        folded, by_pair, by_char = text.folded, self._by_pair, self._by_char
        hits = [
            Hit(phrase, at, at + len(phrase))
            for at, pair in enumerate(text.pairs)
            if pair in by_pair
            for phrase in by_pair[pair]
            if folded.startswith(phrase, at)
        ]
        if by_char:
            hits += [Hit(char, at, at + 1) for at, char in enumerate(folded) if char in by_char]
        return hits

    def _latin_hits(self, text: PreparedText) -> list[Hit]:
        """Most words begin no phrase: they cost one look into a dictionary, and no call."""
        hits = []
        words, known = text.words, self._known_words
        for at, word in enumerate(words):
            found = known.get(word.text) or self._starting_with(word.text)
            if found is NOTHING:
                continue
            hits += [Hit(phrase, word.start, word.end) for phrase in found.complete]
            if at + 1 < len(words):
                longer = found.by_next.get(words[at + 1].text)
                for phrase, rest in (*longer, *found.stems) if longer else found.stems:
                    if end := _end_of_phrase(text, at, rest):
                        hits.append(Hit(phrase, word.start, end))
        return hits

    def _starting_with(self, word: str) -> _Continuations:
        found = self._continuations(word)
        if not any(found):
            found = NOTHING
        if len(self._known_words) < WORDS_REMEMBERED:
            self._known_words[word] = found
        return found

    def _continuations(self, word: str) -> _Continuations:
        found = _Continuations([], defaultdict(list), [])
        stems = self._by_stem.get(word[:STEM_LETTERS], ())
        for phrase, parts in (*self._by_word.get(word, ()), *stems):
            rest = parts[1:]
            if not parts[0].fits(word):
                continue
            if not rest:
                found.complete.append(phrase)
            elif rest[0].is_stem:
                found.stems.append((phrase, rest))
            else:
                found.by_next[rest[0].text].append((phrase, rest))
        return found


def _end_of_phrase(text: PreparedText, at: int, rest: tuple[_Part, ...]) -> int:
    """Where the phrase that starts with the word number `at` ends; 0 when it isn't there."""
    words = text.words[at + 1 : at + 1 + len(rest)]
    if len(words) < len(rest):
        return 0
    if not all(part.fits(word.text) for part, word in zip(rest, words, strict=True)):
        return 0
    if text.crosses_a_sentence(text.words[at].end, words[-1].start):
        return 0
    return words[-1].end


def parse_phrase(phrase: str) -> tuple[_Part, ...]:
    """The words of a Latin phrase.

    Raises UnusablePhrase for one that could never match or would match nearly everything.
    """
    parts = tuple(
        _Part(match.group(), phrase[match.end() : match.end() + 1] == "*")
        for match in WORD.finditer(phrase)
    )
    if not parts:
        raise UnusablePhrase(
            _("“%(phrase)s” has no letters or figures to look for. Write a word or a phrase.")
            % {"phrase": phrase}
        )
    if len(parts) == 1 and len(parts[0].text) < STEM_LETTERS and not parts[0].is_stem:
        raise UnusablePhrase(
            _("“%(phrase)s” is a single letter and stands in nearly every text. Write a word.")
            % {"phrase": phrase}
        )
    if parts[0].is_stem and len(parts[0].text) < STEM_LETTERS:
        raise UnusablePhrase(
            _("“%(phrase)s” is too short before its *. Write at least two letters.")
            % {"phrase": phrase}
        )
    return parts


def check_phrase(phrase: str) -> None:
    """Raise UnusablePhrase for a phrase that no index can look for."""
    if not HAN.search(phrase):
        parse_phrase(phrase)


def longest_only(hits: list[Hit]) -> list[Hit]:
    """Hits in reading order without those that overlap an earlier or longer one."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
