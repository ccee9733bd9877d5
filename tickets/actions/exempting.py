"""Exempt a breach that wasn't ours: one person asks with a reason, another one approves.

The breach itself never changes; reports show both the raw and the adjusted figure.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.change import changing
from tickets.actors import Actor
from tickets.display import listed
from tickets.errors import Conflict, DeskError, Incomplete
from tickets.models import SlaBreach, SlaExemption

REASONS = {
    "forgotten_holiday": gettext_lazy("a holiday was missing from the calendar"),
    "outage": gettext_lazy("our systems were down"),
    "third_party": gettext_lazy("a third party kept us waiting"),
    "customer": gettext_lazy("the customer could not be reached"),
    "wrong_data": gettext_lazy("tier or time of receipt was recorded wrongly"),
    "force_majeure": gettext_lazy("something beyond anybody's control"),
}


class NeedsSecondPerson(DeskError):
    """Nobody approves what they asked for themselves."""


def request_exemption(
    *, breach_id: int, actor: Actor, at: datetime, reason_code: str, text: str
) -> SlaExemption:
    """Ask that a breach doesn't count in adjusted figures. Records `sla.exemption_requested`.

    Raises Incomplete (no reason of the list, no words), Conflict when somebody asked already.
    """
    if reason_code not in REASONS:
        choices = listed(REASONS.values())
        raise Incomplete("reason_code", _("Choose why: %(choices)s.") % {"choices": choices})
    if not text.strip():
        raise Incomplete("text", _("Write in a sentence what happened."))
    breach = SlaBreach.objects.select_related("clock").get(pk=breach_id)
    with changing(breach.ticket_id, actor=actor, at=at) as change:
        try:
            with transaction.atomic():
                exemption = SlaExemption.objects.create(
                    breach=breach,
                    reason_code=reason_code,
                    text=text.strip()[:500],
                    requested_by_id=actor.user_id,
                    requested_at=change.at,
                )
        except IntegrityError as error:
            raise Conflict(_("An exemption was asked for already.")) from error
        change.record("sla.exemption_requested", reason=reason_code, **_facts(breach))
    return exemption


def approve_exemption(*, exemption_id: int, actor: Actor, at: datetime) -> SlaExemption:
    """Approve an exemption that somebody else asked for. Records `sla.exempted`.

    Raises NeedsSecondPerson, Conflict when it has been approved.
    """
    ticket_id = SlaExemption.objects.values_list("breach__ticket_id", flat=True).get(
        pk=exemption_id
    )
    with changing(ticket_id, actor=actor, at=at) as change:
        exemption = SlaExemption.objects.select_related("breach__clock").get(pk=exemption_id)
        if exemption.approved_at is not None:
            raise Conflict(_("This exemption is approved already."))
        if not actor.is_person_at_desk or exemption.requested_by_id == actor.id:
            raise NeedsSecondPerson(
                _("You asked for this exemption yourself. Someone else has to approve it.")
            )
        exemption.approved_by_id, exemption.approved_at = actor.id, change.at
        exemption.save(update_fields=["approved_by", "approved_at"])
        change.record(
            "sla.exempted", asked_by=exemption.requested_by_id, **_facts(exemption.breach)
        )
    return exemption


def refuse_exemption(*, exemption_id: int, actor: Actor, at: datetime) -> None:
    """Turn a request down: the breach counts, and a better founded request may follow.

    Records `sla.exemption_refused`. Raises Conflict when it has been approved.
    """
    exemption = SlaExemption.objects.select_related("breach__clock").get(pk=exemption_id)
    with changing(exemption.breach.ticket_id, actor=actor, at=at) as change:
        gone, _rows = SlaExemption.objects.filter(
            pk=exemption_id, approved_at__isnull=True
        ).delete()
        if not gone:
            raise Conflict(_("This exemption is approved already."))
        change.record(
            "sla.exemption_refused", asked_by=exemption.requested_by_id, **_facts(exemption.breach)
        )


def _facts(breach: SlaBreach) -> dict[str, object]:
    return {"breach": breach.pk, "metric": breach.clock.metric, "cycle": breach.clock.cycle}
