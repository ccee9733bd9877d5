"""Fields that more than one form of the desk uses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst


def alone(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return choices for a list: words made for the middle of a sentence stand alone there."""
    return [(code, capfirst(words)) for code, words in choices]


class LongTextField(forms.CharField):
    """Browsers send each line end as two characters and count it as one; so do we."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
