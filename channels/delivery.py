"""The way out to customers: what the desk itself says at each step.

Every handler may run twice: a crash after sending repeats the same mail with the same Message-ID,
and what is noted in the database is noted once. Handlers run outside any transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from channels import links, needless
from channels.email.rendering import Letter
from channels.errands import NO_ADDRESS, Errand, notify
from channels.letters import moment
from tickets import configuration, display, states
from tickets.actions import sending as proof
from tickets.models import Delivery, Message, Metric, Resolution, Survey, Ticket
from tickets.outbox import NotNeeded, ticket_id_of
from tickets.satisfaction import SATISFACTION


def acknowledge(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    if errand.ticket.status in (states.CANCELLED, states.MERGED):
        raise NotNeeded(needless.OVER_BEFORE.english)
    if not errand.is_reachable:
        proof.acknowledge_without_mail(ticket_id=errand.ticket.pk, at=timezone.now())
        raise NotNeeded(NO_ADDRESS)
    notify(errand, "acknowledgement", _acknowledgement, auto_submitted="auto-replied")


def _acknowledgement(errand: Errand) -> Letter:
    is_praise = errand.ticket.kind == Ticket.Kind.PRAISE
    due = errand.due_of(Metric.FIRST_RESPONSE)
    next_step = _("%(holder)s answers you by %(moment)s.") if due else ""
    return errand.write(
        "acknowledgement_praise" if is_praise else "acknowledgement",
        facts=[(_("What happens next"), _spoken(errand, next_step, due))],
    )


def _spoken(errand: Errand, sentence: str, at: datetime | None) -> str:
    """Fill in who has it and by when."""
    ticket = errand.ticket
    holder = ticket.owner.display_name if ticket.owner else ticket.team.name
    return sentence % {"holder": holder, "moment": moment(at)} if sentence else ""


def start_again(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    if errand.ticket.round != errand.event.data["round"] or not errand.ticket.is_live:
        raise NotNeeded(needless.ROUND_OVER.english)
    notify(errand, "reopened", _reopened)


def _reopened(errand: Errand) -> Letter:
    reply_due, solved_due = errand.due_of(Metric.NEXT_REPLY), errand.due_of(Metric.RESOLUTION)
    next_step = _("%(holder)s gets in touch with you by %(moment)s.") if reply_due else ""
    return errand.write(
        "reopened",
        facts=[
            (_("What happens next"), _spoken(errand, next_step, reply_due)),
            (_("We expect to have it solved by"), moment(solved_due)),
        ],
    )


def say_closed(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    closed_at = errand.ticket.closed_at
    if errand.ticket.status != states.CLOSED or closed_at is None:
        raise NotNeeded(needless.OPEN_AGAIN.english)
    code = f"closed_{errand.event.data['verified']}"
    notify(errand, code, lambda errand: _closed(errand, code, closed_at))


def _closed(errand: Errand, code: str, closed_at: datetime) -> Letter:
    window = timedelta(seconds=configuration.desk_settings().reopen_window_seconds)
    until = moment(closed_at + window)
    return errand.write(
        code,
        facts=[(_("If it isn't solved"), _("Answer this mail by %(moment)s.") % {"moment": until})],
        blanks={"reopen_until": until},
    )


def send_link(delivery: Delivery) -> None:
    """Mail a link that works now to a customer who asked for one."""
    notify(Errand.of(delivery), "fresh_link", _fresh_link)


def _fresh_link(errand: Errand) -> Letter:
    address = links.fresh_status_url(errand.ticket, errand.reader.language, contact=errand.contact)
    return errand.write("fresh_link", facts=[], url=address)


def remind_of_question(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    if errand.ticket.status != states.WAITING_CUSTOMER:
        raise NotNeeded(needless.NOT_WAITING.english)
    notify(errand, "silence_reminder", _silence_reminder)


def _silence_reminder(errand: Errand) -> Letter:
    asked = _last_answer(errand.ticket)
    stops_at = moment(errand.ticket.next_step_at)
    return errand.write(
        "silence_reminder",
        facts=[(_("What happens next"), _("We go on as soon as we have your answer."))],
        blanks={
            "message": asked.text if asked else "",
            "asked_on": display.day(asked.at) if asked else "",
            "stops_at": stops_at,
        },
    )


def say_stopped(delivery: Delivery) -> None:
    """Tell a silent customer that the desk has stopped waiting."""
    errand = Errand.of(delivery)
    if errand.ticket.status not in (states.RESOLVED, states.CLOSED):
        raise NotNeeded(needless.OPEN_AGAIN.english)
    notify(errand, "resolved_silent", _stopped)


def _stopped(errand: Errand) -> Letter:
    asked = _last_answer(errand.ticket)
    return errand.write(
        "resolved_silent",
        facts=[(_("If it isn't solved"), _("Answer this mail, and it is open again."))],
        blanks={"asked_on": display.day(asked.at) if asked else ""},
    )


def _last_answer(ticket: Ticket) -> Message | None:
    return ticket.messages.filter(direction=Message.Direction.OUT).order_by("-at", "-id").first()


def give_up_notice(delivery: Delivery, reason: str) -> None:
    proof.record_notice_failed(
        ticket_id=ticket_id_of(delivery),
        at=timezone.now(),
        notice=delivery.subscriber.removeprefix("mail."),
    )


# --- The question ---------------------------------------------------------------------------


def ask(delivery: Delivery) -> None:
    """Send the survey, or its one reminder."""
    errand = Errand.of(delivery)
    survey = Survey.objects.get(pk=errand.event.data["survey"])
    if survey.state != Survey.State.SENT:
        raise NotNeeded(needless.ANSWERED_OR_VOID.english)
    code = "survey_reminder" if errand.event.code == "survey.reminded" else "survey"
    notify(
        errand,
        code,
        lambda errand: _question(errand, survey, code),
        headers={
            "List-Unsubscribe": f"<{links.no_more_questions_url(survey)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _question(errand: Errand, survey: Survey, code: str) -> Letter:
    address = links.survey_url(survey)
    resolution = Resolution.objects.filter(ticket=errand.ticket, round=survey.round).first()
    return errand.write(
        code,
        facts=[(_("Your answer counts until"), moment(survey.expires_at))],
        choices=[
            (with_query(address, score=score), str(words))
            for score, words in reversed(SATISFACTION)
        ],
        after=[_("If it is not solved, say so on that page: then we start again.")],
        blanks={
            "resolved_on": display.day(resolution.at) if resolution else "",
            "asked_on": display.day(survey.sent_at) if survey.sent_at else "",
        },
    )


def with_query(address: str, **values: object) -> str:
    """Return an address with more in its query: `with_query("/s?lang=en", score=4)`."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"
