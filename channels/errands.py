"""One mail to a customer on its way: to whom, about what, in which thread, and that it has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from channels import links
from channels.email import sending
from channels.email.mailboxes import identity_of
from channels.email.rendering import Letter, present
from channels.letters import Reader, signature_of, speaking_to, write
from tickets.actions import sending as proof
from tickets.models import Delivery, Message, Ticket, TicketEvent
from tickets.outbox import NotNeeded, event_of, ticket_id_of

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
            pk=ticket_id_of(delivery)
        )
        contact = links.mail_contact(ticket)
        return cls(
            delivery=delivery,
            ticket=ticket,
            reader=Reader.customer(ticket.customer),
            address=contact.value if contact else "",
            mail_id=sending.message_id_of(delivery),
        )

    @property
    def event(self) -> TicketEvent:
        return event_of(self.delivery)

    def was_noted(self) -> bool:
        """Return whether an earlier run sent this mail and noted it before it ended."""
        return Message.objects.filter(ticket=self.ticket, message_id=self.mail_id).exists()

    def due_of(self, metric: str) -> datetime | None:
        """Return when a running promise of this ticket is due."""
        clock = self.ticket.clocks.filter(metric=metric, state="running").order_by("-cycle").first()
        return clock.due_at if clock else None

    def send(
        self,
        letter: Letter,
        *,
        files: Sequence[tuple[str, bytes, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        team, identity = self.ticket.team, identity_of(self.ticket)
        sending.send(
            letter,
            sending.Envelope(
                to=self.address,
                sender_address=identity.sender,
                reply_to=identity.reply_to,
                sender_name=team.sender_name or team.name_in(self.reader.language),
                message_id=self.mail_id,
                in_thread=sending.thread_of(self.ticket.pk, before=self.mail_id),
                headers=headers or {},
                files=files,
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


def notify(
    errand: Errand,
    code: str,
    compose: Callable[[Errand], Letter],
    *,
    auto_submitted: str = "auto-generated",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write, send and note one automatic letter."""
    if errand.was_noted():
        return
    if not errand.address:
        raise NotNeeded(NO_ADDRESS)
    with speaking_to(errand.reader):
        letter = compose(errand)
    errand.send(letter, headers={"Auto-Submitted": auto_submitted, **(headers or {})})
    proof.record_notice(
        ticket_id=errand.ticket.pk,
        at=timezone.now(),
        notice=code,
        text=letter.kept_words,
        mail_id=errand.mail_id,
        language=errand.reader.language,
        is_acknowledgement=code == "acknowledgement",
    )
