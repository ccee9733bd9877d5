"""Secrets of other houses: a row names the environment variable, the environment holds the value.

So that neither a dump of the database nor a look at the admin gives one away.
"""

from __future__ import annotations

import os

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PREFIX = "FEEDBACK_DESK_SECRET_"
NAMES_A_SECRET = RegexValidator(
    rf"^{PREFIX}[A-Z0-9_]+\Z",
    _("Name an environment variable that begins with FEEDBACK_DESK_SECRET_, in capitals."),
)


class SecretMissing(Exception):
    """The environment doesn't hold what a row names; the message says which variable to set."""


def secret_in(variable: str) -> str:
    """Return the secret in an environment variable. Raises SecretMissing."""
    value = os.environ.get(variable, "") if variable.startswith(PREFIX) else ""
    if not value:
        raise SecretMissing(
            f"The environment variable {variable or '(none named)'} is empty. Set it for the web "
            "and worker processes and start them again."
        )
    return value
