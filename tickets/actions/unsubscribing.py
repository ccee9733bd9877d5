"""The customer doesn't want to be asked any more, now or later."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.change import changing
from tickets.actors import Actor
from tickets.models import Customer, Survey


def stop_asking(*, survey_id: int, at: datetime) -> None:
    """Never ask this customer again; what was asked already can still be answered.

    Locks the survey's ticket. No reminder follows. Records `survey.skipped` once. Surveys planned
    on the customer's other tickets are skipped when their time comes. Safe to run twice.
    """
    survey = Survey.objects.select_related("ticket__customer").get(pk=survey_id)
    customer = survey.ticket.customer
    with changing(survey.ticket_id, actor=Actor.for_customer(customer), at=at) as change:
        fresh = Customer.objects.filter(pk=customer.pk, do_not_survey=False).update(
            do_not_survey=True
        )
        Survey.objects.filter(
            pk=survey_id, state=Survey.State.SENT, reminded_at=None, expires_at__isnull=False
        ).update(reminded_at=change.at, next_at=survey.expires_at)
        if fresh:
            change.record("survey.skipped", round=survey.round, reason="do_not_survey")
