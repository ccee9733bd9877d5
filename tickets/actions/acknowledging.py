"""Say by name that an escalation was seen."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.change import changing
from tickets.actors import Actor
from tickets.errors import Conflict
from tickets.models import SlaFiring, Ticket


def acknowledge(*, ticket_id: int, actor: Actor, at: datetime) -> Ticket:
    """Mark every fired level of the ticket's clocks as seen by this person.

    Records `sla.acknowledged`. Raises Conflict when there is nothing left to see.
    """
    with changing(ticket_id, actor=actor, at=at) as change:
        seen = SlaFiring.objects.filter(
            clock__ticket=ticket_id, is_superseded=False, acknowledged_at__isnull=True
        ).update(acknowledged_by_id=actor.id, acknowledged_at=change.at, repeat_at=None)
        if not seen:
            raise Conflict(_("A colleague has seen it already, or nothing was escalated."))
        change.record("sla.acknowledged", levels=seen)
    return change.ticket
