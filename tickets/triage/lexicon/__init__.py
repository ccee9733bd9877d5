"""Word lists kept beside the code: what is true of the language, not of one company.

Company words belong in the keyword rules, which the admin edits.
"""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def read_words(name: str) -> tuple[str, ...]:
    """The words of a list file: separated by `;` or line ends, `#` starts a comment line."""
    return tuple(word for _, word in _entries(name))


@cache
def read_weights(name: str) -> dict[str, float]:
    """Word to weight, from lines such as `-2: broken; useless`."""
    return {word: float(weight) for weight, word in _entries(name)}


@cache
def read_signs(name: str) -> dict[str, float]:
    """Sign to weight, from lines such as `-1: 😒 :( ;-(`: signs hold `;` and are set by spaces."""
    found: dict[str, float] = {}
    for line in _lines(name):
        weight, _, signs = line.partition(": ")
        found |= dict.fromkeys(signs.split(), float(weight))
    return found


def _entries(name: str) -> list[tuple[str, str]]:
    found = []
    for line in _lines(name):
        weight, colon, words = line.partition(":")
        body = words if colon else line
        found += [(weight.strip(), word.strip()) for word in body.split(";") if word.strip()]
    return found


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
