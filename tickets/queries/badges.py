"""What is remarkable about a ticket, in a word each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext

from tickets.models import Ticket

RISKS = {
    "safety": ("shield", "danger"),
    "property": ("shield", "danger"),
    "legal": ("flag", "risk"),
    "media": ("flag", "risk"),
    "churn": ("hand", ""),
}


def badges_of(ticket: Ticket) -> list[dict[str, Any]]:
    """Return the badges: a later round, the risks, a key issue."""
    badges = []
    if ticket.round > 1:
        words = gettext("Round %(round)d") % {"round": ticket.round}
        badges.append({"text": words, "icon": "loop", "kind": "round"})
    for flag in ticket.risk_flags:
        icon, kind = RISKS[flag]
        badges.append({"text": str(Ticket.RiskFlag(flag).label), "icon": icon, "kind": kind})
    if ticket.is_key_issue:
        badges.append({"text": pgettext("badge", "Key issue"), "icon": "flag", "kind": "risk"})
    return badges
