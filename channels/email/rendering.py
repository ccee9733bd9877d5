"""A letter, and how it becomes a text and an HTML part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from channels.notices import CHINESE


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything a letter says, in the reader's language and zone, before it takes a shape."""

    language: str
    organisation: str
    subject: str
    title: str = ""
    greeting: str = ""
    paragraphs: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    url_words: str = ""
    after: list[str] = field(default_factory=list)
    signature: str = ""
    foot: list[str] = field(default_factory=list)

    @property
    def kept_words(self) -> str:
        """The letter as the conversation keeps it: without links, for they open the ticket."""
        colon = "：" if self.language == CHINESE else ": "
        facts = (f"{name}{colon}{value}" for name, value in self.facts)
        return "\n\n".join([*self.paragraphs, *facts, *self.after])


def render(letter: Letter) -> tuple[str, str]:
    """Return the letter as (text, HTML)."""
    context = {
        "letter": letter,
        "language": "zh-Hans" if letter.language == CHINESE else "en",
        "organisation": letter.organisation,
    }
    with translation.override(letter.language):
        return _part("txt", context).strip() + "\n", _part("html", context)


def _part(kind: str, context: dict[str, Any]) -> str:
    return render_to_string(f"channels/email/letter.{kind}", context)


def present(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the facts that have a value."""
    return list(_with_value(pairs))


def _with_value(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[1])
