"""A notice as its reader will see it, written for a made-up ticket: nothing is sent or stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from channels import notices
from channels.email.rendering import Letter, render
from channels.letters import Reader, moment, speaking_to, write
from channels.ways.short import short_text
from tickets import configuration, display
from tickets.models import Customer, Metric, Ticket
from tickets.satisfaction import SATISFACTION

NUMBER = "C-20261121-000123-7"
SHORT_LIMIT = 335
SAYS_WHAT_IS_NEXT = frozenset({"acknowledgement", "reopened", "reply"})
ASKS = frozenset({"survey", "survey_reminder"})


@dataclass(frozen=True)
class Words:
    """The words of one notice in one language, by one way."""

    code: str
    language: str
    kind: str
    subject: str
    body: str

    @classmethod
    def kept(cls, code: str, language: str, kind: str) -> Words:
        return cls(code, language, kind, *notices.words_of(code, language, kind))

    @property
    def is_letter(self) -> bool:
        return self.kind == notices.EMAIL


@dataclass(frozen=True)
class Preview:
    """What a reader gets: a letter has a subject and two parts, a short text has one."""

    subject: str
    text: str
    html: str


def preview(words: Words, *, now: datetime) -> Preview:
    """Write the words for a sample ticket, in their language."""
    customer = Customer(name="Rosa Delgado" if words.language == notices.ENGLISH else "陈静")
    customer.language = words.language
    reader = Reader.customer(customer)
    with speaking_to(reader):
        letter = _letter(words, _sample(customer), reader, now)
        if not words.is_letter:
            return Preview("", short_text(letter, limit=SHORT_LIMIT), "")
        text, html = render(letter)
    return Preview(letter.subject, text, html)


def _letter(words: Words, ticket: Ticket, reader: Reader, now: datetime) -> Letter:
    return write(
        words.code,
        ticket=ticket,
        reader=reader,
        kind=words.kind,
        words=(words.subject, words.body),
        values=sample_values(now),
        **(
            _of_a_colleague()
            if notices.NOTICES[words.code].reader == "staff"
            else _of_a_customer(words.code, now)
        ),
    )


def _of_a_customer(code: str, now: datetime) -> dict[str, Any]:
    """What stands around the words in a customer's letter."""
    promise = _("%(holder)s answers you by %(moment)s.") % {
        "holder": _("Ana Ruiz"),
        "moment": moment(now + timedelta(hours=26)),
    }
    next_step = [(_("What happens next"), promise)] if code in SAYS_WHAT_IS_NEXT else []
    question = _of_a_question() if code in ASKS else {}
    return question | {
        "facts": [*next_step, (_("Your number"), NUMBER)],
        "url": f"{settings.SITE_URL}/s/sample/",
        "url_words": _("See how it stands, without a password"),
        "foot": [_("You get this mail because you wrote to us. The link is yours alone.")],
    }


def _of_a_question() -> dict[str, Any]:
    address = f"{settings.SITE_URL}/r/sample/"
    return {
        "choices": [
            (f"{address}?score={score}", str(words)) for score, words in reversed(SATISFACTION)
        ],
        "after": [_("If it is not solved, say so on that page: then we start again.")],
    }


def _of_a_colleague() -> dict[str, Any]:
    """What stands around the words in a mail to somebody of the desk."""
    return {
        "greeting": "",
        "facts": [(_("Ticket"), NUMBER), (_("Owner"), _("Ana Ruiz"))],
        "url": f"{settings.SITE_URL}/desk/",
        "url_words": _("Open the ticket"),
    }


def _sample(customer: Customer) -> Ticket:
    team = next(iter(configuration.current().teams.values()))
    return Ticket(
        number=NUMBER,
        kind=Ticket.Kind.COMPLAINT,
        subject=_("The kettle leaks"),
        customer=customer,
        team_id=team.pk,
    )


def sample_values(now: datetime) -> dict[str, str]:
    """Return something for every blank that some notice may use."""
    later, before = now + timedelta(days=7), now - timedelta(days=2)
    return {
        "message": _("We send you a new kettle today. You need not send the old one back."),
        "asked_at": moment(later),
        "asked_on": display.day(before),
        "resolved_on": display.day(before),
        "reopen_until": moment(later),
        "stops_at": moment(later),
        "metric": str(Metric.FIRST_RESPONSE.label),
        "due_at": moment(later),
        "left": display.duration(7200),
        "over": display.duration(1800),
        "percent": "75",
        "handover": _("It is yours now."),
        "assigned_by": _("Ana Ruiz"),
        "round": "2",
        "why": _("It has been reopened; this is round %(round)d.") % {"round": 2},
        "words": _("“It leaks again.”"),
    }
