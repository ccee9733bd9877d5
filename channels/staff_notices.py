"""The way out to people at the desk: what is at risk, what is theirs now, whom to call."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from channels import needless
from channels.email import sending
from channels.email.rendering import Letter, present
from channels.letters import Reader, moment, speaking_to, write
from tickets import display
from tickets.models import Delivery, Metric, SlaClock, Task, Ticket, User
from tickets.outbox import NotNeeded, event_of, ticket_id_of


class Colleague:
    """One delivery to a person at the desk."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.event = event_of(delivery)
        self.ticket = Ticket.objects.select_related(
            "customer", "owner", "team", "tier", "category"
        ).get(pk=ticket_id_of(delivery))
        self.user = User.objects.get(pk=int(delivery.recipient.partition(":")[2]))
        if not self.user.is_active or not self.user.email:
            raise NotNeeded(needless.NO_COLLEAGUE.said(user=self.user.username))
        self.reader = Reader.person(self.user)

    @property
    def handover(self) -> str:
        """Say that it is theirs now; nothing for somebody who is only told."""
        return _("It is yours now.") if self.ticket.owner_id == self.user.pk else ""

    def tell(self, code: str, facts: list[tuple[str, str]] | None = None, **values: str) -> None:
        letter = self._letter(code, facts or [], values)
        sending.send(
            letter,
            sending.Envelope(
                to=self.user.email,
                sender_name=letter.organisation,
                message_id=sending.message_id_of(self.delivery),
                headers={"Auto-Submitted": "auto-generated"},
            ),
        )

    def _letter(self, code: str, facts: list[tuple[str, str]], values: dict[str, str]) -> Letter:
        ticket = self.ticket
        category = ticket.category.name if ticket.category else ""
        owner = ticket.owner.display_name if ticket.owner else _("nobody yet")
        return write(
            code,
            ticket=ticket,
            reader=self.reader,
            values=values,
            facts=present(
                *facts,
                (_("Ticket"), f"{ticket.number} · {ticket.tier.name}"),
                (_("About"), category),
                (_("Owner"), display.listed([owner, ticket.team.name])),
            ),
            greeting="",
            url=settings.SITE_URL + reverse("desk:ticket", args=[ticket.pk]),
            url_words=_("Open the ticket"),
        )


def escalate(delivery: Delivery) -> None:
    """Tell of a warning or breach. A warning about a promise kept meanwhile is dropped."""
    colleague = Colleague(delivery)
    data = colleague.event.data
    clock = SlaClock.objects.get(
        ticket=colleague.ticket, metric=data["metric"], cycle=data["cycle"]
    )
    is_breach = clock.breached_at is not None
    if not clock.is_live:
        raise NotNeeded(needless.CLOCK_STOPPED.english)
    with speaking_to(colleague.reader):
        rest = abs((clock.due_at - timezone.now()).total_seconds()) if clock.due_at else 0
        colleague.tell(
            "staff_breach" if is_breach else "staff_warning",
            metric=str(Metric(clock.metric).label),
            due_at=moment(clock.due_at),
            left=display.duration(rest),
            over=display.duration(rest),
            percent=str(data["level"]),
            handover=colleague.handover,
        )


def tell_reopened(delivery: Delivery) -> None:
    colleague = Colleague(delivery)
    pinned = colleague.ticket.messages.filter(
        is_pinned=True, round=colleague.event.data["round"]
    ).first()
    with speaking_to(colleague.reader):
        colleague.tell(
            "staff_reopened",
            round=str(colleague.event.data["round"]),
            words=f"“{pinned.text}”" if pinned and pinned.text else "",
            handover=colleague.handover,
        )


def tell_handed_up(delivery: Delivery) -> None:
    colleague = Colleague(delivery)
    with speaking_to(colleague.reader):
        reopens = colleague.ticket.round - 1
        why = _("It has been reopened; this is round %(round)d.") % {"round": reopens + 1}
        colleague.tell("staff_handed_up", why=why if reopens else "", handover=colleague.handover)


def tell_assigned(delivery: Delivery) -> None:
    colleague = Colleague(delivery)
    if colleague.ticket.owner_id != colleague.user.pk:
        raise NotNeeded(needless.SOMEBODY_ELSE.english)
    event = colleague.event
    with speaking_to(colleague.reader):
        by_rule = _("A rule")
        name = event.actor_name if event.actor_kind == "user" else by_rule
        colleague.tell("staff_assigned", assigned_by=name)


def tell_call_back(delivery: Delivery) -> None:
    colleague = Colleague(delivery)
    task = Task.objects.get(pk=colleague.event.data["task"])
    if task.done_at is not None:
        raise NotNeeded(needless.CALL_MADE.english)
    with speaking_to(colleague.reader):
        colleague.tell("staff_call_back", due_at=moment(task.due_at), why=task.title)
