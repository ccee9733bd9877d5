"""The way out to customers: what each delivery says, and what is noted once it has left.

Every handler may run twice: a crash after sending repeats the same mail with the same Message-ID,
and what is noted in the database is noted once. Handlers run outside any transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from channels import links
from channels.email import sending
from channels.email.rendering import Letter, present
from channels.letters import Reader, moment, signature_of, speaking_to, write
from tickets import configuration, display, states
from tickets.actions import sending as proof
from tickets.actions.replying import settle_reply
from tickets.models import Delivery, Message, Metric, Resolution, Survey, Ticket
from tickets.outbox import NotNeeded

SCORES = (
    (5, pgettext_lazy("how satisfied", "Very satisfied")),
    (4, pgettext_lazy("how satisfied", "Satisfied")),
    (3, pgettext_lazy("how satisfied", "So-so")),
    (2, pgettext_lazy("how satisfied", "Dissatisfied")),
    (1, pgettext_lazy("how satisfied", "Very dissatisfied")),
)
NO_ADDRESS = "The customer left no e-mail address."


@dataclass(frozen=True)
class Errand:
    """One delivery to a customer, with what every handler needs to know of it."""

    delivery: Delivery
    ticket: Ticket
    reader: Reader
    address: str
    mail_id: str

    @classmethod
    def of(cls, delivery: Delivery) -> Errand:
        ticket = Ticket.objects.select_related("customer", "owner", "team").get(
            pk=delivery.ticket_id
        )
        contact = links.mail_contact(ticket)
        return cls(
            delivery=delivery,
            ticket=ticket,
            reader=Reader.customer(ticket.customer),
            address=contact.value if contact else "",
            mail_id=sending.message_id_of(delivery),
        )

    def was_noted(self) -> bool:
        """Return whether an earlier run sent this mail and noted it before it ended."""
        return Message.objects.filter(ticket=self.ticket, message_id=self.mail_id).exists()

    def due_of(self, metric: str) -> datetime | None:
        """Return when a running promise of this ticket is due."""
        clock = self.ticket.clocks.filter(metric=metric, state="running").order_by("-cycle").first()
        return clock.due_at if clock else None

    def send(self, letter: Letter, **headers: str) -> None:
        team = self.ticket.team
        sending.send(
            letter,
            sending.Envelope(
                to=self.address,
                sender_name=team.sender_name or team.name_in(self.reader.language),
                message_id=self.mail_id,
                in_thread=sending.thread_of(self.ticket.pk, before=self.mail_id),
                headers=headers,
            ),
        )

    def write(
        self,
        code: str,
        *,
        facts: list[tuple[str, str]],
        blanks: dict[str, str] | None = None,
        **parts: Any,
    ) -> Letter:
        """Write a notice with what every letter to a customer has."""
        defaults = {
            "signature": signature_of(self.ticket.team),
            "url": links.status_url(self.ticket, self.reader.language),
            "url_words": _("See how it stands, without a password"),
            "foot": [_("You get this mail because you wrote to us. The link is yours alone.")],
        }
        return write(
            code,
            ticket=self.ticket,
            reader=self.reader,
            values=blanks or {},
            facts=[*present(*facts), (_("Your number"), self.ticket.number)],
            **(defaults | parts),
        )


# --- Notices of the desk itself ---------------------------------------------------------------


def _notify(
    errand: Errand,
    code: str,
    compose: Callable[[Errand], Letter],
    *,
    auto_submitted: str = "auto-generated",
    **headers: str,
) -> None:
    """Write, send and note one automatic letter."""
    if errand.was_noted():
        return
    if not errand.address:
        raise NotNeeded(NO_ADDRESS)
    with speaking_to(errand.reader):
        letter = compose(errand)
    errand.send(letter, **{"Auto-Submitted": auto_submitted}, **headers)
    proof.record_notice(
        ticket_id=errand.ticket.pk,
        at=timezone.now(),
        notice=code,
        text=letter.kept_words,
        mail_id=errand.mail_id,
        language=errand.reader.language,
        is_acknowledgement=code == "acknowledgement",
    )


def acknowledge(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    if errand.ticket.status in (states.CANCELLED, states.MERGED):
        raise NotNeeded("The ticket was cancelled or merged before it was acknowledged.")
    if not errand.address:
        proof.acknowledge_without_mail(ticket_id=errand.ticket.pk, at=timezone.now())
        raise NotNeeded(NO_ADDRESS)
    _notify(errand, "acknowledgement", _acknowledgement, auto_submitted="auto-replied")


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
    if errand.ticket.round != delivery.event.data["round"] or not errand.ticket.is_live:
        raise NotNeeded("This round is over already.")
    _notify(errand, "reopened", _reopened)


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
    if errand.ticket.status != states.CLOSED or errand.ticket.closed_at is None:
        raise NotNeeded("The ticket is open again.")
    code = f"closed_{delivery.event.data['verified']}"
    _notify(errand, code, lambda errand: _closed(errand, code))


def _closed(errand: Errand, code: str) -> Letter:
    window = timedelta(seconds=configuration.desk_settings().reopen_window_seconds)
    return errand.write(
        code,
        facts=[
            (
                _("If it isn't solved"),
                _("Answer this mail by %(moment)s.")
                % {"moment": moment(errand.ticket.closed_at + window)},
            )
        ],
        blanks={"reopen_until": moment(errand.ticket.closed_at + window)},
    )


def send_link(delivery: Delivery) -> None:
    """Mail a link that works now to a customer who asked for one."""
    _notify(Errand.of(delivery), "fresh_link", _fresh_link)


def _fresh_link(errand: Errand) -> Letter:
    address = links.fresh_status_url(errand.ticket, errand.reader.language)
    return errand.write("fresh_link", facts=[], url=address)


def remind_of_question(delivery: Delivery) -> None:
    errand = Errand.of(delivery)
    if errand.ticket.status != states.WAITING_CUSTOMER:
        raise NotNeeded("The customer isn't waited for any more.")
    _notify(errand, "silence_reminder", _silence_reminder)


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
        raise NotNeeded("The ticket is open again.")
    _notify(errand, "resolved_silent", _stopped)


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
        ticket_id=delivery.ticket_id,
        at=timezone.now(),
        notice=delivery.subscriber.removeprefix("mail."),
    )


# --- The question ---------------------------------------------------------------------------


def ask(delivery: Delivery) -> None:
    """Send the survey, or its one reminder."""
    errand = Errand.of(delivery)
    survey = Survey.objects.get(pk=delivery.event.data["survey"])
    if survey.state != Survey.State.SENT:
        raise NotNeeded("The question is answered or void by now.")
    code = "survey_reminder" if delivery.event.code == "survey.reminded" else "survey"
    _notify(errand, code, lambda errand: _question(errand, survey, code))


def _question(errand: Errand, survey: Survey, code: str) -> Letter:
    address = links.survey_url(survey)
    resolution = Resolution.objects.filter(ticket=errand.ticket, round=survey.round).first()
    return errand.write(
        code,
        facts=[(_("Your answer counts until"), moment(survey.expires_at))],
        choices=[(with_query(address, score=score), str(words)) for score, words in SCORES],
        after=[_("If it is not solved, say so on that page: then we start again.")],
        blanks={
            "resolved_on": display.day(resolution.at) if resolution else "",
            "asked_on": display.day(survey.sent_at),
        },
    )


def with_query(address: str, **values: object) -> str:
    """Return an address with more in its query: `with_query("/s?lang=en", score=4)`."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"


# --- Answers --------------------------------------------------------------------------------


def send_answer(delivery: Delivery) -> None:
    """Let an agent's answer count, then send it, then keep the proof."""
    errand = Errand.of(delivery)
    answer = Message.objects.get(pk=delivery.message_id)
    if answer.sent_at is not None:
        return
    if answer.failure == "undone":
        raise NotNeeded("The agent took it back.")
    settle_reply(message_id=answer.pk, at=timezone.now())
    if not errand.address:
        raise NotNeeded(NO_ADDRESS)
    with speaking_to(errand.reader):
        letter = _answer(errand, answer)
    errand.send(letter)
    proof.mark_sent(message_id=answer.pk, at=timezone.now(), mail_id=errand.mail_id)


def _answer(errand: Errand, answer: Message) -> Letter:
    resolution = Resolution.objects.filter(message=answer).first()
    signature = signature_of(errand.ticket.team, answer.author_name)
    if resolution is None:
        return errand.write(
            "reply",
            facts=[(_("What happens next"), _next_step(errand, answer))],
            blanks={"message": answer.text},
            signature=signature,
        )
    asked_at = moment(_asked_at(errand.ticket, resolution))
    question = _("We ask you on %(moment)s whether it is solved.") % {"moment": asked_at}
    return errand.write(
        "resolution",
        facts=[(_("What happens next"), question if asked_at else "")],
        blanks={"message": answer.text, "asked_at": asked_at},
        signature=signature,
    )


def _asked_at(ticket: Ticket, resolution: Resolution) -> datetime | None:
    survey = Survey.objects.filter(
        ticket=ticket, round=resolution.round, state=Survey.State.SCHEDULED
    ).first()
    return survey.next_at if survey else None


def _next_step(errand: Errand, answer: Message) -> str:
    if answer.next_step and answer.next_step_by:
        return _("%(step)s, by %(moment)s.") % {
            "step": answer.next_step.rstrip(".。 "),
            "moment": moment(answer.next_step_by),
        }
    if answer.next_step:
        return answer.next_step
    if errand.ticket.status == states.WAITING_CUSTOMER:
        return _("We go on as soon as we have your answer.")
    due = errand.due_of(Metric.PERIODIC_UPDATE)
    sentence = _("You hear from us again by %(moment)s at the latest.")
    return sentence % {"moment": moment(due)} if due else ""


def give_up_answer(delivery: Delivery, reason: str) -> None:
    proof.mark_failed(message_id=delivery.message_id, at=timezone.now(), reason=reason)
