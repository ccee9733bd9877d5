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


def _entries(name: str) -> list[tuple[str, str]]:
    found = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        weight, colon, words = line.partition(":")
        body = words if colon else line
        found += [(weight.strip(), word.strip()) for word in body.split(";") if word.strip()]
    return found
