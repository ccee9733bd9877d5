"""What is remarkable about a ticket, in a word each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext

from tickets.models import Ticket

if TYPE_CHECKING:
    from tickets.queries.lines import Line

RISKS = {
    "safety": ("shield", "danger"),
    "property": ("shield", "danger"),
    "legal": ("flag", "risk"),
    "media": ("flag", "risk"),
    "churn": ("hand", ""),
}


@dataclass(frozen=True)
class Badge:
    """What the badge tag shows."""

    text: str
    icon: str
    kind: str


def badges_of(ticket: Line | Ticket) -> tuple[Badge, ...]:
    """Return the badges: a later round, the risks, a key issue."""
    badges = []
    if ticket.round > 1:
        words = gettext("Round %(round)d") % {"round": ticket.round}
        badges.append(Badge(words, "loop", "round"))
    for flag in ticket.risk_flags:
        icon, kind = RISKS[flag]
        badges.append(Badge(str(Ticket.RiskFlag(flag).label), icon, kind))
    if ticket.is_key_issue:
        badges.append(Badge(pgettext("badge", "Key issue"), "flag", "risk"))
    return tuple(badges)
