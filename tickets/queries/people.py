"""Who can be given a ticket."""

from __future__ import annotations

from django.db.models import QuerySet

from tickets.models import Right, Ticket, User


def candidates(ticket: Ticket) -> QuerySet[User]:
    """Return the active people who may work on tickets, but for the one complained about."""
    return people_who_work().exclude(pk=ticket.complained_about_id or 0)


def people_who_work() -> QuerySet[User]:
    people = User.objects.filter(is_active=True, roles__rights__right=Right.WORK_TICKETS)
    return people.distinct().order_by("display_name")
