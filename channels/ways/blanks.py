"""Fill the blanks of a row that says what is posted: `Bearer {secret}`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

BLANK = re.compile(r"\{(\w+)\}")


def filled(value: object, blanks: Mapping[str, str]) -> str:
    """Return a value with its blanks filled, each once; braces that name none of them stay."""
    return BLANK.sub(lambda blank: blanks.get(blank[1], blank[0]), str(value))


def all_filled(values: Mapping[str, object], blanks: Mapping[str, str]) -> dict[str, str]:
    return {name: filled(value, blanks) for name, value in values.items()}
