"""Ask the customer whether it is really solved: one question a round, each by rule only."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actors import Actor
from tickets.models import Survey, SurveyVersion, Ticket

BY_RULE = Actor.automation("survey_rule")


def schedule_survey(change: Change, *, outcome: str) -> None:
    """Plan the survey of this round on a locked ticket, or say why there is none."""
    ticket = change.ticket
    version = SurveyVersion.objects.order_by("-number").first()
    if version is None:
        change.record("survey.skipped", round=ticket.round, reason="no_questions")
        return
    reason = _reason_to_skip(change)
    due = next_asking_time(
        change.at + timedelta(seconds=change.settings.survey_delay_seconds),
        hours=(change.settings.survey_hours_from, change.settings.survey_hours_to),
        zone=ticket.customer.time_zone or django_settings.TIME_ZONE,
    )
    Survey.objects.update_or_create(
        ticket=ticket,
        round=ticket.round,
        defaults={
            "customer": ticket.customer,
            "version": version,
            "state": Survey.State.SKIPPED if reason else Survey.State.SCHEDULED,
            "skip_reason": reason,
            "language": ticket.customer.language,
            "scheduled_at": change.at,
            "next_at": None if reason else due,
        },
    )
    if reason:
        change.record("survey.skipped", round=ticket.round, reason=reason)
    else:
        change.record("survey.scheduled", round=ticket.round, due_at=due.isoformat())


def _reason_to_skip(change: Change) -> str:
    ticket = change.ticket
    if ticket.customer.do_not_survey:
        return "do_not_survey"
    if ticket.kind == Ticket.Kind.INQUIRY and _asked_lately(change):
        return "asked_lately"
    return ""


def _asked_lately(change: Change) -> bool:
    """Inquiries: at most one question a customer in so many days; complaints always."""
    since = change.at - timedelta(seconds=change.settings.inquiry_survey_gap_seconds)
    return (
        Survey.objects.filter(customer=change.ticket.customer, sent_at__gte=since)
        .exclude(ticket=change.ticket)
        .exists()
    )


def next_asking_time(moment: datetime, *, hours: tuple[int, int], zone: str) -> datetime:
    """Return `moment`, or the next opening of the asking hours in the customer's day.

    (9, 20): 21:10 becomes 09:00 tomorrow, 08:00 becomes 09:00 today. (0, 24) keeps any moment.
    """
    begin, end = hours
    local = moment.astimezone(ZoneInfo(zone))
    if begin <= local.hour < end:
        return moment
    day = local.date() if local.hour < begin else local.date() + timedelta(days=1)
    return datetime.combine(day, time(begin), tzinfo=ZoneInfo(zone)).astimezone(moment.tzinfo)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def send_survey(*, survey_id: int, at: datetime) -> None:
    """Send a scheduled survey: the state is looked at again under the ticket's lock.

    Records `survey.sent`, whose delivery carries the link, or `survey.skipped`. Safe to run twice.
    """
    ticket_id = Survey.objects.values_list("ticket_id", flat=True).get(pk=survey_id)
    with changing(ticket_id, actor=BY_RULE, at=at) as change:
        survey = Survey.objects.select_for_update().get(pk=survey_id)
        if survey.state != Survey.State.SCHEDULED:
            return
        if change.ticket.status not in (states.RESOLVED, states.CLOSED):
            _skip(change, survey, "not_resolved_any_more")
            return
        if change.ticket.customer.do_not_survey:
            _skip(change, survey, "do_not_survey")
            return
        window = timedelta(seconds=change.settings.survey_window_seconds)
        remind = timedelta(seconds=change.settings.survey_reminder_seconds)
        survey.state = Survey.State.SENT
        survey.sent_at = change.at
        survey.expires_at = change.at + window
        survey.next_at = min(change.at + remind, survey.expires_at)
        survey.save()
        change.record("survey.sent", survey=survey.pk, round=survey.round)


def _skip(change: Change, survey: Survey, reason: str) -> None:
    survey.state = Survey.State.SKIPPED
    survey.skip_reason = reason
    survey.next_at = None
    survey.save()
    change.record("survey.skipped", round=survey.round, reason=reason)


def token_for(survey: Survey) -> str:
    """Return the token of a survey's link, the same each time, and make sure its hash is kept.

    192 bits from an HMAC over the survey's id, round and moment of planning with the site's key:
    a repeated mail carries the same link, and nothing that opens it lies in the database.
    """
    message = f"survey/{survey.pk}/{survey.round}/{survey.scheduled_at.timestamp():.0f}".encode()
    digest = hmac.new(django_settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    token = base64.urlsafe_b64encode(digest[:24]).decode()
    hashed = token_hash(token)
    if survey.token_hash != hashed:
        Survey.objects.filter(pk=survey.pk).update(token_hash=hashed)
    return token


def remind_or_expire(*, survey_id: int, at: datetime) -> None:
    """Remind once of an unanswered survey; when its window is over, let it expire.

    Records `survey.reminded` or `survey.expired`. Safe to run twice.
    """
    ticket_id = Survey.objects.values_list("ticket_id", flat=True).get(pk=survey_id)
    with changing(ticket_id, actor=BY_RULE, at=at) as change:
        survey = Survey.objects.select_for_update().get(pk=survey_id)
        if survey.state != Survey.State.SENT or survey.expires_at is None:
            return
        if change.at >= survey.expires_at:
            survey.state = Survey.State.EXPIRED
            survey.next_at = None
            survey.closed_at = change.at
            survey.save()
            change.record("survey.expired", survey=survey.pk, round=survey.round)
        elif survey.reminded_at is None:
            survey.reminded_at = change.at
            survey.next_at = survey.expires_at
            survey.save()
            change.record("survey.reminded", survey=survey.pk, round=survey.round)
