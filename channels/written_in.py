"""Which of the desk's languages a sender wrote in, where nobody says so."""

from __future__ import annotations

from django.conf import settings

from tickets.triage.language import detect_language
from tickets.triage.text import prepare

LOOKED_AT_CHARS = 2_000


def language_written_in(text: str) -> str:
    """Return the language to answer in; the desk's own when there are no words to tell by."""
    words = prepare(text[:LOOKED_AT_CHARS])
    return detect_language(words, default=settings.LANGUAGE_CODE).code
