"""Escaping without first asking, by a generator over all arguments, whether a text is a promise.

A page of the desk escapes five hundred texts, hardly ever one that is worded only later, and the
question took three times as long as the escaping.
"""

from __future__ import annotations

import html
from typing import Any

from django.utils import html as django_html
from django.utils.functional import Promise
from django.utils.safestring import SafeString

escape_as_django = django_html.escape


def escape(text: Any) -> Any:
    """Escape a text; what promises one is escaped when somebody reads it."""
    if isinstance(text, Promise):
        return escape_as_django(text)
    return SafeString(html.escape(str(text)))  # nosec B703 - escaped here


def escape_without_asking() -> None:
    """Put it where Django's templates and `format_html` find theirs; once, as a process starts."""
    django_html.escape = escape
