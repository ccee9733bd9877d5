"""Proving that an address is somebody's own: by the link that was mailed to it."""

from __future__ import annotations

from datetime import datetime

from channels.models import CustomerLink
from tickets.actions.customers import verify_contact
from tickets.actions.linking import note_verified
from tickets.actors import Actor


def verify_by_link(link: CustomerLink, *, at: datetime) -> None:
    """Mark the address a link was mailed to as proved, and the link as used. Safe to press twice.

    Where another customer has proved the same address before, it stays theirs: a colleague joins
    the two by hand.
    """
    contact = link.contact
    if contact is None or link.used_at is not None:
        return
    verified = verify_contact(contact_id=contact.pk, at=at)
    CustomerLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at)
    note_verified(
        ticket_id=link.ticket_id,
        actor=Actor.for_customer(link.ticket.customer),
        at=at,
        contact_id=verified.pk,
        is_theirs=verified.pk == contact.pk,
    )
