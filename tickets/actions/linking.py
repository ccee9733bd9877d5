"""What a ticket remembers of the links mailed to its customer. The links are the channels' own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tickets.actions.change import changing
from tickets.actors import Actor

BY_REQUEST = Actor.automation("link_request")
# A link asked for again within this time is the one already on its way.
ASKED_LATELY = timedelta(minutes=5)


def ask_for_fresh_link(*, ticket_id: int, contact_id: int, at: datetime) -> bool:
    """Have a fresh link mailed to a contact; return False when one is on its way already.

    Records `link.requested`, whose delivery carries the link. Whoever asks stays unknown.
    """
    with changing(ticket_id, actor=BY_REQUEST, at=at) as change:
        is_on_its_way = change.ticket.events.filter(
            code="link.requested", data__contact=contact_id, at__gt=change.at - ASKED_LATELY
        ).exists()
        if not is_on_its_way:
            change.record("link.requested", contact=contact_id)
    return not is_on_its_way


def note_revoked(
    *, ticket_id: int, actor: Actor, at: datetime, revoke: Callable[[datetime], int]
) -> int:
    """Run `revoke` under the ticket's lock and return its count. Records `link.revoked`."""
    with changing(ticket_id, actor=actor, at=at) as change:
        count = revoke(change.at)
        if count:
            change.record("link.revoked", count=count)
    return count


def note_verified(
    *, ticket_id: int, actor: Actor, at: datetime, contact_id: int, is_theirs: bool
) -> None:
    """Remember that the customer proved to hold an address. Records `contact.verified`.

    `is_theirs` is False when another customer had proved the same address before.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        change.record("contact.verified", contact=contact_id, own=is_theirs)
