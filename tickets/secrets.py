"""Secrets of other houses: a row names the environment variable, the environment holds the value.

So that neither a dump of the database nor a look at the admin gives one away.
"""

from __future__ import annotations

import os

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tickets.sentences import Sentence

PREFIX = "FEEDBACK_DESK_SECRET_"
NAMES_A_SECRET = RegexValidator(
    rf"^{PREFIX}[A-Z0-9_]+\Z",
    _("Name an environment variable that begins with FEEDBACK_DESK_SECRET_, in capitals."),
)

EMPTY = Sentence(
    gettext_noop(
        "The environment variable %(variable)s is empty. Set it for the web and worker processes "
        "and start them again."
    )
)
NONE_NAMED = Sentence(gettext_noop("No environment variable with a secret is named in the row."))


class SecretMissing(Exception):
    """The environment doesn't hold what a row names; the message says which variable to set."""


def secret_in(variable: str) -> str:
    """Return the secret in an environment variable. Raises SecretMissing."""
    value = os.environ.get(variable, "") if variable.startswith(PREFIX) else ""
    if not value:
        raise SecretMissing(EMPTY.said(variable=variable) if variable else NONE_NAMED.english)
    return value
