"""Plays the stories: every event is the real action, at its moment in the past."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tickets.actions.assigning import assign, take
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.actions.classifying import reclassify
from tickets.actions.noting import note
from tickets.actions.opening import Matter, open_ticket
from tickets.actions.pausing import go_on, hold
from tickets.actions.rating import answer_survey
from tickets.actions.receiving import add_customer_message
from tickets.actions.reopening import reopen
from tickets.actions.replying import reply, settle_reply
from tickets.actions.resolving import resolve
from tickets.actions.sending import mark_sent, record_notice
from tickets.actions.tasking import add_task
from tickets.actors import Actor
from tickets.models import Category, Customer, Product, Survey, Ticket, User

from .moments import moment, with_days
from .people import customer_of

Event = dict[str, Any]

ACKNOWLEDGED_AFTER = timedelta(seconds=4)
SENT_AFTER = timedelta(seconds=20)
COMPLAINT_TIER = 3
TOUCHES_TRIAGE = ("reply", "resolve", "take", "note", "hold")


class Story:
    """One ticket on its way. `play` carries out one event of it."""

    def __init__(
        self,
        told: dict[str, Any],
        *,
        people: dict[str, Any],
        staff: dict[str, User],
        now: datetime,
        zone: ZoneInfo,
    ) -> None:
        self.told = told
        self.events: list[Event] = told["events"]
        self._customers = {row["code"]: row for row in people["customers"]}
        self._acknowledgement = people["acknowledgement"]
        self._staff = staff
        self._now = now
        self._zone = zone
        self.ticket_id = 0
        self.at = now

    def moments(self) -> list[datetime]:
        return [self._moment(event["at"]) for event in self.events]

    def play(self, event: Event) -> None:
        self.at = self._moment(event["at"])
        if event["do"] in TOUCHES_TRIAGE:
            self._correct_triage(event)
        DOINGS[event["do"]](self, event)

    def _moment(self, written: str) -> datetime:
        return moment(written, now=self._now, zone=self._zone).replace(microsecond=0)

    def _text(self, event: Event) -> str:
        row = self._customers[self.told["customer"]]
        return with_days(event["text"], now=self._now, zone=self._zone, language=row["language"])

    def _by(self, event: Event) -> dict[str, Any]:
        """What every action of a person at the desk wants to know."""
        actor = Actor.for_user(self._staff[event["by"]])
        return {"ticket_id": self.ticket_id, "actor": actor, "at": self.at}

    def _correct_triage(self, event: Event) -> None:
        """The first to touch a ticket sets right what triage took it for."""
        ticket = Ticket.objects.get(pk=self.ticket_id)
        if ticket.status != Ticket.Status.NEW:
            return
        category = Category.objects.get(code=self.told["category"])
        facts = {"kind": self.told["kind"], "category_id": category.pk}
        if self.told["kind"] == Ticket.Kind.COMPLAINT and ticket.tier_id > COMPLAINT_TIER:
            facts["tier_id"] = COMPLAINT_TIER
        reclassify(**self._by(event), **facts)

    def _open(self, event: Event) -> None:
        row = self._customers[self.told["customer"]]
        customer = customer_of(row, at=self.at)
        product = Product.objects.filter(code=self.told.get("product", "")).first()
        occurred = event.get("occurred")
        matter = Matter(
            text=self._text(event),
            subject=event.get("subject", ""),
            channel=self.told["channel"],
            received_at=self.at,
            product_id=product.pk if product else None,
            occurred_at=self._moment(occurred) if occurred else None,
            desired_outcome=event.get("wants", ""),
            hurt_or_danger=event.get("danger"),
            rating=event.get("rating"),
            language=row["language"],
        )
        ticket = open_ticket(
            matter=matter, customer=customer, actor=Actor.for_customer(customer), at=self.at
        )
        self.ticket_id = ticket.pk
        self._acknowledge(ticket, customer)

    def _acknowledge(self, ticket: Ticket, customer: Customer) -> None:
        language = customer.language
        record_notice(
            ticket_id=ticket.pk,
            at=self.at + ACKNOWLEDGED_AFTER,
            notice="acknowledgement",
            text=self._acknowledgement[language].format(number=ticket.number),
            mail_id=f"<demo.{self.told['id']}@harbour.example>",
            language=language,
            is_acknowledgement=True,
        )

    def _reply(self, event: Event) -> None:
        by_when = event.get("next_step_by")
        message = reply(
            **self._by(event),
            text=self._text(event),
            next_step=event.get("next_step", ""),
            next_step_by=self._moment(by_when) if by_when else None,
            then=event.get("then", "open"),
        )
        self._let_leave(message.pk)

    def _resolve(self, event: Event) -> None:
        ticket = resolve(
            **self._by(event),
            outcome=event["outcome"],
            public_message=self._text(event),
            finding=event.get("finding", ""),
        )
        resolution = ticket.resolutions.get(round=ticket.round)
        assert resolution.message_id is not None, "a resolution by a person has its message"
        self._let_leave(resolution.message_id)

    def _let_leave(self, message_id: int) -> None:
        settle_reply(message_id=message_id, at=self.at + SENT_AFTER)
        mark_sent(message_id=message_id, at=self.at + SENT_AFTER)

    def _customer(self, event: Event) -> None:
        ticket = Ticket.objects.select_related("customer").get(pk=self.ticket_id)
        add_customer_message(
            ticket_id=ticket.pk,
            actor=Actor.for_customer(ticket.customer),
            at=self.at,
            text=self._text(event),
            channel=ticket.channel,
        )

    def _note(self, event: Event) -> None:
        note(**self._by(event), text=self._text(event))

    def _take(self, event: Event) -> None:
        take(**self._by(event))

    def _assign(self, event: Event) -> None:
        assign(**self._by(event), owner_id=self._staff[event["to"]].pk)

    def _hold(self, event: Event) -> None:
        hold(
            **self._by(event),
            who=event["who"],
            what=event["what"],
            expected_by=self._moment(event["expected_by"]),
        )

    def _go_on(self, event: Event) -> None:
        go_on(**self._by(event))

    def _task(self, event: Event) -> None:
        add_task(
            **self._by(event),
            kind=event["kind"],
            title=event["text"],
            due_at=self._moment(event["due"]),
        )

    def _answer(self, event: Event) -> None:
        survey = Survey.objects.filter(ticket=self.ticket_id).latest("round")
        answer_survey(
            survey_id=survey.pk,
            at=self.at,
            solved=event["solved"],
            score=event["score"],
            text=event["text"],
        )

    def _cancel(self, event: Event) -> None:
        cancel(**self._by(event), reason=event["reason"])

    def _undo_cancel(self, event: Event) -> None:
        undo_cancel(**self._by(event), note=self._text(event))

    def _reopen(self, event: Event) -> None:
        reopen(**self._by(event), reason="by_hand", note=self._text(event))


DOINGS: dict[str, Callable[[Story, Event], None]] = {
    "open": Story._open,
    "reply": Story._reply,
    "resolve": Story._resolve,
    "customer": Story._customer,
    "note": Story._note,
    "take": Story._take,
    "assign": Story._assign,
    "hold": Story._hold,
    "go_on": Story._go_on,
    "task": Story._task,
    "answer": Story._answer,
    "cancel": Story._cancel,
    "undo_cancel": Story._undo_cancel,
    "reopen": Story._reopen,
}
