"""Word lists written as prose, read as one regular expression."""

import re


def phrases(text):
    """Comma-separated regular expressions as one alternation, the longest first."""
    found = {" ".join(phrase.split()) for phrase in text.split(",")} - {""}
    return "|".join(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def phrase_pattern(text, before="", after=""):
    """A case-blind pattern that finds one of the phrases between `before` and `after`."""
    return re.compile(f"{before}(?:{phrases(text)}){after}", re.IGNORECASE)


def words(text):
    """Words between blanks as a set."""
    return frozenset(text.split())
