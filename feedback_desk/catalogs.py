"""All translations of a language in one dictionary.

Django merges the catalogs of all apps only while their plural rules are the same function, which
they never are: a message is looked for in eleven dictionaries one after the other, twice where it
isn't translated, and English text never is. A page of the desk asks for four to seven hundred
messages, which was an eighth of its time. What was answered is answered again from memory.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import trans_real

MOST_ANSWERS = 8192  # all messages there are, and some that nobody translated


class OneCatalog(trans_real.TranslationCatalog):
    """Answers as the catalog it was made of does: the first of its dictionaries wins."""

    def __init__(self, parts: Any) -> None:
        """`parts` is a catalog of Django's, whose dictionaries and plural rules have no names."""
        super().__init__()
        self._catalogs, self._plurals = parts._catalogs, parts._plurals
        self._merged: dict[Any, str] = {}
        for catalog in reversed(parts._catalogs):
            self._merged.update(catalog)

    def get(self, key: Any, default: Any = None) -> Any:
        return self._merged.get(key, default)

    def __getitem__(self, key: Any) -> str:
        return self._merged[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._merged

    def plural(self, msgid: str, num: int) -> str:
        """Every catalog counts by its own rule, so these stay apart; most aren't there at all."""
        if (msgid, 0) not in self._merged:
            raise KeyError(msgid)
        return super().plural(msgid, num)


def merge_catalogs() -> None:
    """Load the languages of the desk and merge the catalogs of each; once a process.

    Types count in what is remembered: a safe text would lend its markup to a plain one.
    """
    for language, _name in settings.LANGUAGES:
        translation: Any = trans_real.translation(language)
        if not isinstance(translation._catalog, OneCatalog):
            translation._catalog = OneCatalog(translation._catalog)
            translation.gettext = lru_cache(MOST_ANSWERS, typed=True)(translation.gettext)
