"""Where an agent writes: one composer serves most tickets, and is rendered once.

Its form, tabs and tools took an eighth of a ticket page and differ by a handful of numbers and
words. Those are marks in a kept text (see `tickets.kept_pieces`); what it looks like is the key.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from secrets import randbelow
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tickets.kept_pieces import TOKEN, filled, new_mark
from tickets.models import Ticket
from tickets.queries.composer import Composer, Plan
from tickets.templatetags.desk import spoken

register = template.Library()

REPLY_TO = SafeString(new_mark("reply-to"))  # nosec B703 - letters, digits, hyphens
BODY = new_mark("body")
# Their numbers are marks too: no ticket has one of thirty digits.
ANY_TICKET = Ticket(pk=10**30 + randbelow(10**30), version=10**30 + randbelow(10**30))


@register.simple_tag(takes_context=True)
def write_here(context: Any, composer: Composer) -> SafeString:
    """`{% write_here composer %}`: see tickets/_composer.html.

    What was refused, and what says how an answer will reach somebody, is rendered as it is.
    """
    composer = replace(composer, reply_to=spoken(composer.reply_to))
    token = str(context.get("csrf_token", ""))
    if composer.refused is not None or composer.plan.reach is not None:
        return _rendered(composer, token)
    new = {
        TOKEN: token,
        REPLY_TO: composer.reply_to,
        BODY: composer.body,
        str(ANY_TICKET.pk): str(composer.ticket.pk),
        str(ANY_TICKET.version): str(composer.ticket.version),
    }
    return filled(_kept(composer.plan, get_language(), get_script_prefix()), new)


@lru_cache(maxsize=128)
def _kept(plan: Plan, language: str | None, prefix: str) -> SafeString:
    """`language` and `prefix` are active already; they tell kept composers apart."""
    return _rendered(Composer(plan, ANY_TICKET, REPLY_TO, BODY), TOKEN)


def _rendered(composer: Composer, token: str) -> SafeString:
    context = {"composer": composer.context(), "csrf_token": token}
    return render_to_string("tickets/_composer.html", context)
