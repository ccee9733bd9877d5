"""What is kept and becomes no ticket: our own mail, machines that answer nothing, floods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from channels import troubles
from channels.contract import Aside, Unreadable
from channels.email import sending
from channels.email.models import Mailbox
from channels.email.parsing import ParsedMail
from channels.email.tokens import without_tag
from channels.models import Submission

LOOKED_AT = 10_000
USUAL_CONTROLS = frozenset("\t\n\r\f\v\x1b")
MOST_STRANGE = 0.03
AN_HOUR = timedelta(hours=1)


class TooMany(Unreadable):
    """One address sends more than people write: two machines may be answering each other."""


def is_own(mail: ParsedMail, mailboxes: Iterable[Mailbox]) -> bool:
    """Return whether the desk sent it: a copy of its own mail, or a loop."""
    sender = without_tag(mail.from_.address)
    ours = [sending.own_address(), *(mailbox.address for mailbox in mailboxes)]
    return sender in {without_tag(address) for address in ours}


def own_mail() -> Aside:
    return Aside(troubles.OWN_MAIL.english)


def of_no_ticket(mail: ParsedMail) -> Aside:
    """Why a machine's mail that answers nothing of ours opens no ticket: it would be answered."""
    if mail.is_bounce:
        return Aside(troubles.STRANGE_REPORT.english)
    return Aside(troubles.STRANGE_MACHINE.english)


def check_readable(mail: ParsedMail) -> None:
    """Raises Unreadable for bytes that are no text in any charset: a program sent them by mistake.

    Text of any language has next to no control characters; of random bytes one in nine is one.
    """
    text = mail.text[:LOOKED_AT]
    strange = sum(char < " " and char not in USUAL_CONTROLS for char in text)
    if strange > len(text) * MOST_STRANGE:
        raise Unreadable(troubles.NO_MAIL.english)


def check_flood(submission: Submission) -> None:
    """Raises TooMany when the sender has had more than its share within the hour."""
    most = settings.MAIL_HOURLY_LIMIT
    if not submission.client or not most:
        return
    lately = Submission.objects.filter(
        client=submission.client,  # only mail has an address there
        recorded_at__gt=timezone.now() - AN_HOUR,
        recorded_at__lt=submission.recorded_at,
    )
    if len(lately.values_list("recorded_at")[:most]) >= most:
        raise TooMany(troubles.FLOOD.said(most=most, address=submission.client))
