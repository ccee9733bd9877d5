"""What countries are called in a reader's language: the names of Unicode's CLDR, out of Babel."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError


def named(codes: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """Return (code, name) in the order of a list in `language`, a code of Django's such as zh-hans.

    `codes` says what a country is called where CLDR knows no name.
    """
    known = _territories(language)
    names = {code: known.get(code, otherwise) for code, otherwise in codes.items()}
    return sorted(names.items(), key=lambda country: _place(country[1]))


@lru_cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}


def _place(name: str) -> bytes:
    """Åland stands beside Albania; GB 18030 has the common Chinese characters by their sound."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).encode("gb18030")
