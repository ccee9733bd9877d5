"""Which mailbox speaks for a ticket: the sender that customers see, and where their answers go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from channels.email import tokens
from channels.email.models import Mailbox
from tickets.models import Ticket


@dataclass(frozen=True)
class Identity:
    """The addresses of a letter; empty ones are the desk's own."""

    sender: str = ""
    reply_to: str = ""


def identity_of(ticket: Ticket) -> Identity:
    """Return the addresses of the mailbox of the ticket's team, else of one for all teams."""
    mailbox = _mailbox_of(ticket)
    if mailbox is None:
        return Identity()
    answers = (
        tokens.reply_address(mailbox.address, ticket.pk)
        if mailbox.has_plus_addresses
        else mailbox.address
    )
    return Identity(sender=mailbox.address if mailbox.is_sender else "", reply_to=answers)


def _mailbox_of(ticket: Ticket) -> Mailbox | None:
    working = Mailbox.objects.filter(is_enabled=True, channel__is_active=True)
    fitting = working.filter(team=ticket.team_id) | working.filter(team=None)
    return fitting.order_by(F("team").asc(nulls_last=True), "pk").first()
