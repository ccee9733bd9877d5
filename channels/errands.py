"""One notice to a customer on its way: to whom, about what, by which way, and that it has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from channels import links, troubles
from channels.email import sending
from channels.email.rendering import Letter, present
from channels.letters import Reader, signature_of, write
from channels.ways.choosing import Route, routes_to
from channels.ways.conveying import convey
from tickets.actions import sending as proof
from tickets.kept_sql import Kept
from tickets.models import ContactPoint, Delivery, SlaClock, Ticket, TicketEvent
from tickets.outbox import NotNeeded, event_of, ticket_id_of

NO_ADDRESS = troubles.NO_ADDRESS.english


_ticket = Kept(
    lambda key: Ticket.objects.select_related("customer", "owner", "team", "tier").filter(pk=key)
)
_due = Kept(
    lambda ticket, metric: (
        SlaClock.objects.filter(ticket=ticket, metric=metric, state="running")
        .order_by("-cycle")
        .values_list("due_at", flat=True)[:1]
    )
)


@dataclass(frozen=True)
class Errand:
    """One delivery to a customer, with what every handler needs to know of it."""

    delivery: Delivery
    ticket: Ticket
    reader: Reader
    mail_id: str
    # The way it goes, once that is chosen.
    kind: str = "email"
    contact: ContactPoint | None = None

    @classmethod
    def of(cls, delivery: Delivery) -> Errand:
        ticket = _ticket.first(ticket_id_of(delivery))
        return cls(
            delivery=delivery,
            ticket=ticket,
            reader=Reader.customer(ticket.customer),
            mail_id=sending.message_id_of(delivery),
        )

    @property
    def event(self) -> TicketEvent:
        return event_of(self.delivery)

    @cached_property
    def _mails(self) -> list[str]:
        return sending.mails_of(self.ticket.pk)

    @property
    def was_noted(self) -> bool:
        """Return whether an earlier run sent this mail and noted it before it ended."""
        return self.mail_id in self._mails

    @property
    def thread(self) -> list[str]:
        """The Message-IDs of the public mails before this one, oldest first."""
        return [each for each in self._mails if each != self.mail_id]

    def due_of(self, metric: str) -> datetime | None:
        """Return when a running promise of this ticket is due."""
        due: datetime | None = _due.first(self.ticket.pk, str(metric))
        return due

    @property
    def address(self) -> str:
        return self.contact.value if self.contact else ""

    @cached_property
    def routes(self) -> list[Route]:
        """The ways that reach the customer, best first; looked up once an errand."""
        return routes_to(self.ticket)

    @property
    def is_reachable(self) -> bool:
        return bool(self.routes)

    def by(self, route: Route) -> Errand:
        """Return the same errand by a way, with what was looked up so far."""
        going = replace(self, kind=route.kind, contact=route.contact)
        vars(going).update({"_mails": self._mails, "routes": self.routes})
        return going

    def send(
        self,
        code: str,
        compose: Callable[[Errand], Letter],
        *,
        files: Sequence[tuple[str, bytes, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Errand, Letter]:
        """Write and send a notice; return the errand by the way it went, and the letter."""
        return convey(self, compose, code=code, files=files, headers=headers)

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
            "url": links.status_url(self.ticket, self.reader.language, contact=self.contact),
            "url_words": _("See how it stands, without a password"),
            "foot": [_("You get this mail because you wrote to us. The link is yours alone.")],
        }
        return write(
            code,
            ticket=self.ticket,
            reader=self.reader,
            kind=self.kind,
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
    if errand.was_noted:
        return
    if not errand.is_reachable:
        raise NotNeeded(NO_ADDRESS)
    sent, letter = errand.send(
        code, compose, headers={"Auto-Submitted": auto_submitted, **(headers or {})}
    )
    proof.record_notice(
        ticket_id=errand.ticket.pk,
        at=timezone.now(),
        notice=code,
        text=letter.kept_words,
        mail_id=errand.mail_id,
        language=errand.reader.language,
        is_acknowledgement=code == "acknowledgement",
        channel=sent.kind,
    )
