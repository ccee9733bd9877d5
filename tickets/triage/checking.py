"""What is wrong with a keyword rule, told to the administrator before it is saved."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .guards import GUARDS_WITH_A_NAME, NAMED, guard_phrase
from .phrases import UnusablePhrase, check_phrase
from .rules import atoms

MOST_WORDS = 2_000
"""Words, and guards, of one rule: more is a list that nobody reads, and slow to change."""
LIKE_A_PATTERN = re.compile(r"[\[\](){}|\\^]|\.[*+]|\*\w")


def problems_of(words: Sequence[str], guards: Sequence[str]) -> list[str]:
    """What is wrong with a rule's words and guards, each as a sentence for the administrator."""
    return [
        *problems_of_words(words),
        *problems_of_guards(guards),
        *words_that_never_count(words, guards),
    ]


def problems_of_words(words: Sequence[str]) -> list[str]:
    problems = [*_too_many(words)]
    for word in words[:MOST_WORDS]:
        if len(atoms(word)) > 2:
            problems.append(
                _("“%(word)s” joins more than two words. Join two, or make it a phrase.")
                % {"word": word}
            )
        else:
            problems += _problems_of_phrases(word, atoms(word) or (word,))
    return problems


def problems_of_guards(guards: Sequence[str]) -> list[str]:
    problems = [*_too_many(guards)]
    for guard in guards[:MOST_WORDS]:
        if not guard.startswith(NAMED):
            problems += _problems_of_phrases(guard, (guard_phrase(guard),))
        elif guard not in GUARDS_WITH_A_NAME:
            problems.append(
                _("“%(guard)s” is no guard that we know. Write one of: %(names)s.")
                % {"guard": guard, "names": ", ".join(GUARDS_WITH_A_NAME)}
            )
    return problems


def _too_many(words: Sequence[str]) -> Iterator[str]:
    if len(words) > MOST_WORDS:
        yield ngettext(
            "There is %(count)d entry, and at most %(most)d may be. Make several rules of them.",
            "There are %(count)d entries, and at most %(most)d may be. Make several rules of them.",
            len(words),
        ) % {"count": len(words), "most": MOST_WORDS}


def _problems_of_phrases(written: str, phrases: Iterable[str]) -> Iterator[str]:
    if LIKE_A_PATTERN.search(written):
        yield _(
            "“%(phrase)s” looks like a regular expression, and rules know none. Write each word by "
            "itself; a * may stand at the end of a word."
        ) % {"phrase": written}
        return
    for phrase in phrases:
        try:
            check_phrase(phrase)
        except UnusablePhrase as problem:
            yield str(problem)


def words_that_never_count(words: Sequence[str], guards: Sequence[str]) -> Iterator[str]:
    guarded = set(map(guard_phrase, guards))
    for word in words[:MOST_WORDS]:
        if any(atom in guarded for atom in atoms(word)):
            yield _(
                "“%(word)s” is a word and a guard of this rule, and would never count. Take it out "
                "of one of them."
            ) % {"word": word}
