"""Keyword rules: the company's own words, kept by the admin, and what voids them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import NamedTuple

from .guards import Guards, guard_phrases, stand_near
from .phrases import Hit, PhraseIndex, UnusablePhrase, check_phrase, longest_only
from .text import PreparedText, fold

KIND, CATEGORY, RISK = "kind", "category", "risk"
URGENCY, SEVERITY, SCOPE = "urgency", "severity", "scope"
SETS = (KIND, CATEGORY, RISK, URGENCY, SEVERITY, SCOPE)

TOGETHER = "+"


@dataclass(frozen=True, slots=True)
class Rule:
    """If one of `words` occurs and no guard voids it, the rule proposes `value` for `sets`.

    words: a word, a phrase, a stem with `*` ("smok*"), or two joined by `+` that must stand near
    each other in a sentence ("child + injur*").
    guards: a phrase that overlaps the match ("fire sale" for fire); `~word` when it stands near
    the match in its sentence; `@not` when the match is denied ("no one was hurt"); for a category
    `@praise`, `@inquiry` ... where the message is of that kind.
    weight: how sure one match makes us, 1 to 100.
    language: only in texts that contain that language; empty for any.
    name_en, name_zh: what a reason calls the rule; its code where they are empty.
    """

    code: str
    sets: str
    value: str
    words: tuple[str, ...]
    guards: tuple[str, ...] = ()
    weight: int = 60
    language: str = ""
    is_active: bool = True
    name_en: str = ""
    name_zh: str = ""

    def name_in(self, language: str) -> str:
        return (self.name_zh if language.startswith("zh") else self.name_en) or self.code


class Voided(NamedTuple):
    """A match that doesn't count, and the guard that took it away."""

    hit: Hit
    guard: str


class Finding(NamedTuple):
    """What one rule found: hits that count, and hits that a guard voided."""

    rule: Rule
    hits: tuple[Hit, ...]
    voided: tuple[Voided, ...]


class _Use(NamedTuple):
    """Where an atom is used: as `word` of the rule at `position`, maybe together with `partner`."""

    position: int
    word: str
    partner: str


class CompiledRules:
    """Rules ready for use. Building takes milliseconds: keep it, see `compiled_for`.

    A word that can't be looked for is left out: intake goes on whatever an administrator typed.
    `checking.problems_of` tells them before.
    """

    def __init__(self, rules: Iterable[Rule], version: str = "") -> None:
        self.rules = tuple(rule for rule in rules if rule.is_active)
        self.version = version or self.digest
        self._uses: dict[str, list[_Use]] = defaultdict(list)
        for position, rule in enumerate(self.rules):
            for word in rule.words:
                self._add_word(position, word)
        self._words = PhraseIndex(filter(is_usable, self._uses))
        self._rule_guards = [Guards(rule.guards) for rule in self.rules]
        guards = {phrase for rule in self.rules for phrase in guard_phrases(rule.guards)}
        self._guards = PhraseIndex(filter(is_usable, guards))

    @cached_property
    def digest(self) -> str:
        return sha256(repr(self.rules).encode()).hexdigest()[:12]

    @cached_property
    def by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.rules}

    def apply(self, text: PreparedText, languages: frozenset[str]) -> list[Finding]:
        """Findings of every rule of which a word occurs, voided or not, in the rules' order."""
        places: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._words.find(text):
            places[hit.phrase].append(hit)
        found = self._hits_by_rule(places, text)
        if not found:
            return []
        guards = _by_phrase(self._guards.find(text))
        return [
            _judge(rule, self._rule_guards[position], found[position], guards, text)
            for position in sorted(found)
            if not (rule := self.rules[position]).language or rule.language in languages
        ]

    def _add_word(self, position: int, word: str) -> None:
        match atoms(word):
            case (only,):
                self._uses[only].append(_Use(position, word, ""))
            case (first, second):
                self._uses[first].append(_Use(position, word, second))
                self._uses[second]  # looked for, too

    def _hits_by_rule(
        self, places: dict[str, list[Hit]], text: PreparedText
    ) -> dict[int, list[Hit]]:
        found: dict[int, list[Hit]] = defaultdict(list)
        for phrase, hits in places.items():
            for use in self._uses[phrase]:
                if not use.partner:
                    found[use.position] += hits
                elif pairs := _pairs(use.word, hits, places.get(use.partner, ()), text):
                    found[use.position] += pairs
        return found


_COMPILED: dict[str, CompiledRules] = {}


def compiled_for(version: str, load: Callable[[], Iterable[Rule]]) -> CompiledRules:
    """The compiled rules of `version`, from this process's memory or built from `load()`.

    Only the latest version is kept. Two threads building it at once build the same thing.
    """
    compiled = _COMPILED.get(version)
    if compiled is None:
        compiled = CompiledRules(load(), version)
        _COMPILED.clear()
        _COMPILED[version] = compiled
    return compiled


def is_usable(phrase: str) -> bool:
    try:
        check_phrase(phrase)
    except UnusablePhrase:
        return False
    return True


def as_compiled(rules: CompiledRules | Sequence[Rule]) -> CompiledRules:
    return rules if isinstance(rules, CompiledRules) else CompiledRules(rules)


@lru_cache(maxsize=20_000)
def atoms(word: str) -> tuple[str, ...]:
    """The phrases a rule's word consists of: "child + injur*" has two."""
    return tuple(part for part in map(str.strip, fold(word).split(TOGETHER)) if part)


def _by_phrase(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.phrase].append(hit)
    return found


def _judge(
    rule: Rule,
    guards: Guards,
    hits: Iterable[Hit],
    found: dict[str, list[Hit]],
    text: PreparedText,
) -> Finding:
    in_order = sorted(set(hits), key=lambda hit: (hit.start, -hit.end))
    present = guards.present(found)
    verdicts = [
        Voided(hit, guards.against(hit, present, found, text)) for hit in longest_only(in_order)
    ]
    return Finding(
        rule,
        hits=tuple(verdict.hit for verdict in verdicts if not verdict.guard),
        voided=tuple(verdict for verdict in verdicts if verdict.guard),
    )


def _pairs(word: str, ones: Iterable[Hit], others: Iterable[Hit], text: PreparedText) -> list[Hit]:
    return [
        _spanning(word, one, other)
        for one in ones
        for other in others
        if not one.overlaps(other) and stand_near(one, other, text)
    ]


def _spanning(word: str, one: Hit, other: Hit) -> Hit:
    return Hit(word, min(one.start, other.start), max(one.end, other.end))
