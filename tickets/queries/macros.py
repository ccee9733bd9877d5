"""Prepared texts for a ticket, in its customer's language, with the blanks filled in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tickets.models import Macro, Ticket


def macros_for(ticket: Ticket) -> QuerySet[Macro]:
    """Return the active macros of everybody and of the ticket's team."""
    return Macro.objects.filter(Q(team=None) | Q(team=ticket.team_id), is_active=True)


def text_for(macro: Macro, ticket: Ticket) -> str:
    """Return the text in the customer's language. Blanks nobody can fill stay as they are."""
    is_chinese = ticket.customer.language.startswith("zh")
    text = macro.text_zh if is_chinese else macro.text_en
    fallback = "客户" if is_chinese else "customer"
    owner = ticket.owner.display_name if ticket.owner else ""
    blanks = {
        "{customer}": ticket.customer.name or fallback,
        "{number}": ticket.number,
        "{agent}": owner,
    }
    for blank, value in blanks.items():
        text = text.replace(blank, value) if value else text
    return text
