"""Pieces that pages repeat, rendered once and kept in the process.

What such a piece shows are its facts, and all of them: together with the language they are the key,
so that another name, look or language is another piece, and the least used one is forgotten. What
is new on every page (its address, the token against forgery) is never kept: a mark stands for it in
the kept text, and is filled in each time.

What people wrote to each other isn't kept so: it is long, and has no business in memory.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def new_mark(name: str) -> str:
    """Return what stands for something in a kept text; nobody can have written it into a name."""
    return f"{name}-{token_hex(12)}"


TOKEN, PAGE = new_mark("token"), new_mark("page")
# Values that stay as they are, and are shown as they compare: texts, choices, numbers, moments.
PLAIN = (str, int, float, Decimal, date, time, timedelta)


def kept_piece(
    template: str, *, page: str, token: str | None = None, **facts: Hashable
) -> SafeString:
    """Render `template` from its facts; in it `csrf_token` and `page` are what is given here."""
    text = _rendered(template, get_language(), get_script_prefix(), tuple(facts.items()))
    return filled(text, {TOKEN: token or "", PAGE: page})


def kept_part(template: str, shown: dict[str, Any], *, today: datetime, token: Any) -> SafeString:
    """Render `template` from `shown` (dictionaries, lists, texts, numbers, moments) and no more.

    `today` is one moment of the reader's day, the same all day long: no word says more of now.
    """
    facts = Facts(frozen(shown), shown | {"now": today})
    zone = timezone.get_current_timezone()
    text = _rendered_part(template, facts, today, zone, get_language(), get_script_prefix())
    return filled(text, {TOKEN: token})


@dataclass(frozen=True)
class Facts:
    """The context of a part, told from others by `key` alone."""

    key: Hashable
    context: dict[str, Any] = field(compare=False)


def frozen(value: Any) -> Hashable:
    """Return what equals for the same value only: a safe text is no plain one, 1 isn't True.

    Raises TypeError for a value that may come to show something else, as a model or a form.
    """
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is dict:
        return dict, *value, *map(frozen, value.values())
    if kind is list or kind is tuple:
        return kind, *map(frozen, value)
    if isinstance(value, PLAIN):
        return kind, value
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{kind.__qualname__} can't be kept; give what is shown of it.")


@lru_cache(maxsize=1024)
def _rendered_part(
    template: str,
    facts: Facts,
    today: datetime,
    zone: tzinfo,
    language: str | None,
    prefix: str,
) -> str:
    """What stands after `facts` is active already, or in it; it tells kept parts apart."""
    return render_to_string(template, {"csrf_token": TOKEN, **facts.context})


def filled(text: str, new: Mapping[str, Any]) -> SafeString:
    """Put what is new, by its mark, into a kept text; it is escaped unless it is markup."""
    for mark, value in new.items():
        if mark in text:
            text = text.replace(mark, conditional_escape(str(value)))
    return SafeString(text)  # nosec B703 - a template, and what is filled in is escaped


@lru_cache(maxsize=512)
def _rendered(
    template: str, language: str | None, prefix: str, facts: tuple[tuple[str, Hashable], ...]
) -> str:
    """`language` and `prefix` are active already; they tell kept pieces apart."""
    return render_to_string(template, {"csrf_token": TOKEN, "page": PAGE, **dict(facts)})
