"""Which mailbox speaks for a ticket: the sender that customers see, and where their answers go."""

from __future__ import annotations

from dataclasses import dataclass

from channels.email import tokens
from channels.email.models import Mailbox
from channels.way_book import ways_out
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
    fitting = [row for row in ways_out().mailboxes if row.team_id in (ticket.team_id, None)]
    return min(fitting, key=lambda row: row.team_id is None, default=None)
