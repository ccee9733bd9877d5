"""Fields that more than one form of the desk uses."""

from typing import Any

from django import forms


class LongTextField(forms.CharField):
    """Browsers send each line end as two characters and count it as one; so do we."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
