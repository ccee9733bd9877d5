"""Sentences kept in English and read in the reader's language.

What went wrong is written down once, by a worker that knows no reader, and is read by people of
both languages. So a sentence is kept as its English text and found again by its shape:

    REFUSED = Sentence(gettext_noop("%(server)s refused it. It said: %(answer)s"))
    raise Refused(REFUSED.said(server="mx.example", answer="550 No such user"))
    in_readers_words("mx.example refused it. It said: 550 No such user")

What a far end said stays as it said it. Put it last: texts are cut at the end.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext

MOST_FAR_WORDS = 300
# Between the sentences of several ways that failed one after the other.
BETWEEN = " · "
BLANK = re.compile(r"%\((\w+)\)s")

_known: list[Sentence] = []


class Sentence:
    """One sentence with named blanks, `%(name)s`; every one that is made is known from then on."""

    def __init__(self, english: str) -> None:
        self.english = english
        pieces = BLANK.split(english)
        self.shape = re.compile(
            "".join(
                f"(?P<{piece}>.*?)" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces)
            ),
            re.DOTALL,
        )
        _known.append(self)

    def said(self, **blanks: object) -> str:
        """Return the English text, to be kept."""
        return self.english % _cut(blanks)

    def told(self, **blanks: object) -> str:
        """Return the text in the active language, to be shown at once."""
        return gettext(self.english) % _cut(blanks)

    def read(self, kept: str) -> str | None:
        """Return a kept text in the active language; None when it isn't this sentence."""
        found = self.shape.fullmatch(kept)
        if found is None:
            return None
        blanks = {name: in_readers_words(words) for name, words in found.groupdict().items()}
        return gettext(self.english) % blanks


def _cut(blanks: dict[str, object]) -> dict[str, str]:
    return {name: str(value)[:MOST_FAR_WORDS] for name, value in blanks.items()}


def paragraphs_in_readers_words(kept: str) -> str:
    """Return a note that the desk itself wrote, each of its paragraphs in the active language."""
    return "\n\n".join(map(in_readers_words, kept.split("\n\n")))


def in_readers_words(kept: str) -> str:
    """Return a kept text in the active language as far as the desk itself has worded it."""
    return BETWEEN.join(_read(part) for part in kept.split(BETWEEN))


def _read(kept: str) -> str:
    readings = (sentence.read(kept) for sentence in _known)
    return next((reading for reading in readings if reading is not None), kept)


def words_of(error: Exception) -> str:
    """Return an error as it is kept: our own sentence as it is, anything else by its kind too."""
    words = str(error)
    is_ours = any(sentence.shape.fullmatch(words) for sentence in _known)
    return words if is_ours else f"{type(error).__name__}: {words}"
