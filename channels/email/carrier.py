"""Letters by e-mail, as a part of their ticket's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from channels import links
from channels.email import sending
from channels.email.mailboxes import identity_of
from channels.email.rendering import Letter
from channels.errands import Errand
from tickets.models import ContactPoint, Ticket


class MailCarrier:
    def contact_of(self, ticket: Ticket) -> ContactPoint | None:
        return links.mail_contact(ticket)

    def line_of(self, ticket: Ticket, contact: ContactPoint) -> None:
        """`backend` notes how the mail server does."""

    def send(
        self,
        errand: Errand,
        letter: Letter,
        *,
        files: Sequence[tuple[str, bytes, str]],
        headers: Mapping[str, str],
    ) -> None:
        team, identity = errand.ticket.team, identity_of(errand.ticket)
        sending.send(
            letter,
            sending.Envelope(
                to=errand.address,
                sender_address=identity.sender,
                reply_to=identity.reply_to,
                sender_name=team.sender_name or team.name_in(errand.reader.language),
                message_id=errand.mail_id,
                in_thread=errand.thread,
                headers=headers,
                files=files,
            ),
        )
