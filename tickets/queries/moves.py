"""What a person may do with a ticket now: the buttons of its page.

A convenience only: the actions and the gate decide. Nothing is offered that they would refuse for
the ticket's state or the person's rights.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets import access, slots, states
from tickets.actions.replying import is_asked
from tickets.addressing import address
from tickets.models import Right, Ticket, User

Move = dict[str, Any]


def moves_of(ticket: Ticket, user: User) -> tuple[list[Move], list[Move]]:
    """Return (buttons, menu): each url, name, icon, key. Other apps add to the menu."""
    buttons, menu = _own_moves(ticket, user)
    return buttons, menu + slots.ticket_moves(ticket, user)


def _own_moves(ticket: Ticket, user: User) -> tuple[list[Move], list[Move]]:
    is_lead = access.has_right(user, Right.LEAD_TICKETS)
    is_mine = ticket.owner_id == user.pk or is_lead
    if ticket.status in states.LIVE:
        return _live(ticket, user, is_mine), _live_menu(ticket, user, is_mine)
    if ticket.status in (states.RESOLVED, states.CLOSED):
        return [_move(ticket, "reopening", _("Reopen…"), "loop")], _ended_menu(ticket)
    if ticket.status == states.CANCELLED and is_lead:
        return [_move(ticket, "undo-cancellation", _("Undo cancelling…"), "s-open")], []
    return [], []


def _ended_menu(ticket: Ticket) -> list[Move]:
    tags = _move(ticket, "ticket-tags", _("Tags…"), "tag")
    if ticket.status != states.RESOLVED:
        return [tags]
    return [tags, _move(ticket, "merge", _("Merge with another ticket…"), "merge")]


def _live(ticket: Ticket, user: User, is_mine: bool) -> list[Move]:
    buttons = []
    if ticket.owner_id is None:
        buttons.append(_move(ticket, "assignment", _("Assign…"), "user", key="A"))
    elif is_mine and ticket.status == states.OPEN:
        buttons.append(_move(ticket, "hold", pgettext("button", "Hold…"), "pause"))
    elif is_mine and ticket.status in states.PAUSED:
        buttons.append(_move(ticket, "resumption", _("Go on"), "clock"))
    if is_mine or ticket.owner_id is None:
        buttons.append(_move(ticket, "resolution", _("Resolve…"), "s-done"))
    return buttons


def _live_menu(ticket: Ticket, user: User, is_mine: bool) -> list[Move]:
    menu = []
    if ticket.owner_id is not None:
        menu.append(_move(ticket, "assignment", _("Assign…"), "user", key="A"))
    menu.append(_move(ticket, "triage", _("Correct the triage…"), "tag"))
    menu.append(_move(ticket, "ticket-tags", _("Tags…"), "tag"))
    menu.append(_move(ticket, "tasks", _("Call back or to do…"), "promise"))
    if is_mine and ticket.status == states.OPEN and is_asked(ticket):
        menu.append(_move(ticket, "wait", _("Wait for the customer…"), "s-wait"))
    if ticket.round > 1:
        menu.append(_move(ticket, "undo-reopening", _("Undo reopening…"), "loop"))
    menu.append(_move(ticket, "merge", _("Merge with another ticket…"), "merge"))
    menu.append(_move(ticket, "cancellation", _("Cancel…"), "s-cancel"))
    return menu


def _move(ticket: Ticket, noun: str, name: str, icon: str, *, key: str = "") -> Move:
    return {
        "url": address(f"desk:{noun}", ticket.pk),
        "name": name,
        "icon": icon,
        "key": key,
    }
