"""What is kept and becomes no ticket: our own mail, machines that answer nothing, floods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from channels.contract import Aside, Unreadable
from channels.email import sending
from channels.email.models import Mailbox
from channels.email.parsing import ParsedMail
from channels.email.tokens import without_tag
from channels.models import Submission
from tickets.sentences import Sentence

OWN_MAIL = Sentence(gettext_noop("The desk sent this mail itself."))
STRANGE_REPORT = Sentence(gettext_noop("A delivery report about a mail that the desk didn't send."))
STRANGE_MACHINE = Sentence(gettext_noop("An automatic mail that answers none of ours."))
FLOOD = Sentence(
    gettext_noop(
        "More than %(most)s mails within an hour from %(address)s. If a person wrote them, try "
        "again after an hour, or raise FEEDBACK_DESK_MAIL_HOURLY_LIMIT."
    )
)
AN_HOUR = timedelta(hours=1)


class TooMany(Unreadable):
    """One address sends more than people write: two machines may be answering each other."""


def is_own(mail: ParsedMail, mailboxes: Iterable[Mailbox]) -> bool:
    """Return whether the desk sent it: a copy of its own mail, or a loop."""
    sender = without_tag(mail.from_.address)
    ours = [sending.own_address(), *(mailbox.address for mailbox in mailboxes)]
    return sender in {without_tag(address) for address in ours}


def own_mail() -> Aside:
    return Aside(OWN_MAIL.english)


def of_no_ticket(mail: ParsedMail) -> Aside:
    """Why a machine's mail that answers nothing of ours opens no ticket: it would be answered."""
    if mail.is_bounce:
        return Aside(STRANGE_REPORT.english)
    return Aside(STRANGE_MACHINE.english)


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
        raise TooMany(FLOOD.said(most=most, address=submission.client))
