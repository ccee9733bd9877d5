"""What is posted when a review or mention is answered: our words in the receiver's fields. Pure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLANKS = ("post", "url", "text", "id")


def usual_answer_fields() -> dict[str, str]:
    return {"review": "{post}", "text": "{text}", "id": "{id}"}


def checked_answer_fields(fields: Any) -> None:
    """Refuse what can't be posted, or what would say nothing. Raises ValidationError."""
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ValidationError(
            _('Write an object of texts: {"review": "{post}", "text": "{text}", "id": "{id}"}')
        )
    if not any("{text}" in value for value in fields.values()):
        raise ValidationError(_("Nothing would be said: let one field hold {text}."))
