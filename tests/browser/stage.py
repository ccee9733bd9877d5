"""Tickets at every point of the loop, made by the real actions a little before now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from analytics import facts
from channels import links
from tests.cast import DANGER, Cast, by, customer, ticket
from tickets.actions.assigning import assign
from tickets.actions.cancelling import cancel
from tickets.actions.escalating import escalate
from tickets.actions.noting import note
from tickets.actions.pausing import hold
from tickets.actions.rating import answer_survey
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.actions.surveying import send_survey
from tickets.models import DeskSettings, Survey, Ticket

LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley van der Westhuizen"


@dataclass
class Stage:
    """One ticket for each thing that can be looked at."""

    fresh: Ticket
    danger: Ticket
    overdue: Ticket
    answered: Ticket
    waiting: Ticket
    held: Ticket
    resolved: Ticket
    rated: Ticket
    second_round: Ticket
    cancelled: Ticket


def make_stage(cast: Cast) -> Stage:
    """Make them; answers count at once, so that nothing stands in its undo window."""
    DeskSettings.objects.update(undo_send_seconds=0)
    now = timezone.now()
    rosa = cast.rosa
    wang = customer(name="王秀英", email="wang@example.test", language="zh-hans")
    stage = Stage(
        fresh=ticket(customer(name=LONG_NAME, email="w@example.test"), at=now - hours(1)),
        danger=ticket(wang, DANGER, at=now - hours(0.2)),
        overdue=ticket(rosa, "My order never came, and I have paid for it.", at=now - hours(900)),
        answered=answered(ticket(rosa, at=now - hours(30)), cast, now - hours(29)),
        waiting=answered(
            ticket(wang, "快递员态度很差，还把箱子摔坏了。", at=now - hours(30)),
            cast,
            now - hours(28),
            then="waiting_customer",
        ),
        held=held(answered(ticket(rosa, at=now - hours(20)), cast, now - hours(19)), cast, now),
        resolved=asked(ticket(rosa, at=now - hours(10)), cast, now),
        rated=rated(ticket(rosa, at=now - hours(12)), cast, now, solved="yes", score=5),
        second_round=rated(ticket(wang, at=now - hours(14)), cast, now, solved="no", score=1),
        cancelled=ticket(rosa, "A test of the form.", at=now - hours(3)),
    )
    cancel(ticket_id=stage.cancelled.pk, actor=by(cast.ana), at=now, reason="test")
    escalate(ticket_id=stage.overdue.pk, at=now)
    facts.follow()
    return stage


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def owned(case: Ticket, cast: Cast, at: datetime) -> Ticket:
    return assign(ticket_id=case.pk, actor=by(cast.teo), at=at, owner_id=cast.ana.pk)


def answered(case: Ticket, cast: Cast, at: datetime, **more: Any) -> Ticket:
    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        text="You are right, and I am sorry. I have asked the workshop.",
        next_step="We call you with the day of the repair",
        next_step_by=timezone.now() + timedelta(days=2),
        **more,
    )
    note(ticket_id=case.pk, actor=by(cast.ana), at=at + hours(0.1), text="Third one this week.")
    case.refresh_from_db()
    return case


def held(case: Ticket, cast: Cast, at: datetime) -> Ticket:
    return hold(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        who="The workshop",
        what="A seal",
        expected_by=at + timedelta(days=3),
    )


def asked(case: Ticket, cast: Cast, at: datetime) -> Ticket:
    """Resolve it and ask the customer about it."""
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=at,
        outcome="upheld",
        public_message="A new kettle is on its way to you.",
        finding="The seal was faulty.",
    )
    send_survey(survey_id=survey_of(case).pk, at=at)
    case.refresh_from_db()
    return case


def rated(case: Ticket, cast: Cast, at: datetime, *, solved: str, score: int) -> Ticket:
    asked(case, cast, at)
    words = "It leaks on, and nobody called."
    answer_survey(survey_id=survey_of(case).pk, at=at, solved=solved, score=score, text=words)
    case.refresh_from_db()
    return case


def survey_of(case: Ticket) -> Survey:
    return case.surveys.latest("round")


def survey_path(case: Ticket, number: int = 1) -> str:
    return urlsplit(links.survey_url(case.surveys.get(round=number))).path


def status_path(case: Ticket) -> str:
    return links.status_path(case, contact=links.mail_contact(case))
