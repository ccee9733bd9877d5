"""Pieces that stand on every page of a person, rendered once and kept in the process.

What such a piece shows are its facts, and all of them: together with the language they are the key,
so that another name, look or language is another piece, and the least used one is forgotten. What
is new on every page (its address, the token against forgery) is never kept: a mark stands for it in
the kept text, and is filled in each time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from secrets import token_hex

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def new_mark(name: str) -> str:
    """Return what stands for something in a kept text; nobody can have written it into a name."""
    return f"{name}-{token_hex(12)}"


TOKEN, PAGE = new_mark("token"), new_mark("page")


def kept_piece(
    template: str, *, page: str, token: str | None = None, **facts: Hashable
) -> SafeString:
    """Render `template` from its facts; in it `csrf_token` and `page` are what is given here."""
    text = _rendered(template, get_language(), get_script_prefix(), tuple(facts.items()))
    return filled(text, {TOKEN: token or "", PAGE: page})


def filled(text: str, new: Mapping[str, str]) -> SafeString:
    """Put what is new, by its mark, into a kept text; it is escaped unless it is markup."""
    for mark, value in new.items():
        text = text.replace(mark, conditional_escape(value))
    return SafeString(text)  # nosec B703 - a template, and what is filled in is escaped


@lru_cache(maxsize=512)
def _rendered(
    template: str, language: str | None, prefix: str, facts: tuple[tuple[str, Hashable], ...]
) -> str:
    """`language` and `prefix` are active already; they tell kept pieces apart."""
    return render_to_string(template, {"csrf_token": TOKEN, "page": PAGE, **dict(facts)})
