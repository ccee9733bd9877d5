"""Reads back a kept mail: whose it is, which ticket it belongs to, what is new in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext_noop

from channels import troubles
from channels.contract import Aside, CameBack, Reading, Sender, Unreadable
from channels.email import files, screening, threads
from channels.email.authentication import failed_checks
from channels.email.keeping import head_of, raw_mail
from channels.email.models import Mailbox
from channels.email.parsing import ParsedMail, parse
from channels.email.threads import Found
from channels.models import Submission
from channels.way_book import ways_out
from tickets.actions.opening import MAX_TEXT, Matter
from tickets.models import Message
from tickets.sentences import Sentence
from tickets.triage.language import detect_language
from tickets.triage.text import prepare

LANGUAGE_CHARS = 2_000
MOST_SUBJECT_CHARS = 200
MOST_HTML_CHARS = 500_000
CUT = " […]"
STRANGER = Sentence(
    gettext_noop(
        "This mail answers %(number)s, but %(address)s isn't known there, so it became a ticket of "
        "its own. Merge the two if they are one matter."
    )
)
ITS_SENDER = Sentence(gettext_noop("its sender"))
WAS_CUT = Sentence(gettext_noop("The mail was too long to show and was cut; all of it is kept."))
DOUBTFUL = Sentence(
    gettext_noop(
        "Our mail server could not confirm that this mail comes from %(address)s (%(checks)s). "
        "Make sure by another way before you tell anything personal."
    )
)


class MailAdapter:
    """Mail, from whatever mailbox and by whatever way."""

    kind = "email"

    def read(self, submission: Submission) -> Reading | Aside:
        """Understand a kept mail. Raises Unreadable, TooMany."""
        try:
            raw = raw_mail(submission)
        except KeyError as error:
            raise Unreadable(troubles.NEVER_FETCHED.english) from error
        mail = parse(raw)
        if screening.is_own(mail, ways_out().all_mailboxes.values()):
            return screening.own_mail()
        arrived = _arrived(submission, mail, raw)
        found = _thread_of(mail, raw, submission)
        if mail.is_auto_reply:
            return _of_a_machine(arrived, found)
        screening.check_readable(mail)
        screening.check_flood(submission)
        return _of_a_person(arrived, found)

    def opened(self, submission: Submission) -> None:
        """Nothing is kept beside the ticket: its links are mailed."""


@dataclass(frozen=True)
class Arrived:
    """A kept mail, parsed, and the mailbox it came to, as long as there is that."""

    submission: Submission
    mail: ParsedMail
    mailbox: Mailbox | None
    # The checks of the sender that failed, such as SPF and DMARC.
    failed_checks: tuple[str, ...] = ()


def _arrived(submission: Submission, mail: ParsedMail, raw: bytes) -> Arrived:
    mailbox = ways_out().all_mailboxes.get(submission.raw.get("mailbox", ""))
    receiver = mailbox.trusted_receiver if mailbox else ""
    return Arrived(submission, mail, mailbox, failed_checks(head_of(raw), receiver=receiver))


def _thread_of(mail: ParsedMail, raw: bytes, submission: Submission) -> Found | None:
    recipient = submission.raw.get("to", "")
    if mail.is_bounce:
        return threads.find_of_report(mail, raw, recipient=recipient)
    return threads.find(mail, recipient=recipient)


def _of_a_machine(arrived: Arrived, found: Found | None) -> Reading | Aside:
    """Kept on the ticket it is about, where it changes nothing; without one it opens none."""
    mail = arrived.mail
    if found is None:
        return screening.of_no_ticket(mail)
    letter = Letter(arrived, mail.reply_text or mail.text)
    return Reading(
        matter=letter.matter(),
        sender=_sender(mail),
        adds_to=found.ticket.pk,
        is_auto_reply=True,
        is_bounce=mail.is_bounce,
        came_back=_came_back(mail, found) if mail.is_bounce else None,
    )


def _came_back(mail: ParsedMail, found: Found) -> CameBack:
    ours = found.answers
    is_sent = ours is not None and ours.direction != Message.Direction.IN
    return CameBack(
        addresses=mail.failed_recipients,
        reason=troubles.CAME_BACK.said(subject=mail.subject),
        message_id=ours.pk if ours is not None and is_sent else None,
        delivery_id=threads.delivery_id_of(ours.message_id) if ours is not None else None,
    )


def _of_a_person(arrived: Arrived, found: Found | None) -> Reading:
    """Something new; or more on a ticket, if its sender belongs to that."""
    mail = arrived.mail
    sender = _sender(mail)
    if arrived.failed_checks:
        sender = replace(sender, is_verified=False)
    if found is None:
        letter = Letter(arrived, mail.text)
        return letter.reading(sender)
    letter = Letter(arrived, mail.reply_text)
    if threads.belongs(mail.from_.address, found.ticket):
        return letter.reading(sender, adds_to=found.ticket.pk)
    stranger = STRANGER.said(
        number=found.ticket.number, address=mail.from_.address or ITS_SENDER.english
    )
    letter = Letter(arrived, mail.text)
    return letter.reading(sender, follows=found, remarks=[stranger])


@dataclass(frozen=True)
class Letter:
    """One mail on its way to a ticket; `words` is what of it is shown."""

    arrived: Arrived
    words: str

    def reading(
        self,
        sender: Sender,
        *,
        adds_to: int | None = None,
        follows: Found | None = None,
        remarks: Sequence[str] = (),
    ) -> Reading:
        taken, refusals = files.keep_attachments(
            self.arrived.mail, at=self.arrived.submission.recorded_at
        )
        return Reading(
            matter=self.matter(taken, follows),
            sender=sender,
            adds_to=adds_to,
            remarks=(*remarks, *refusals, *self._remarks()),
        )

    def matter(self, taken: Sequence[files.TakenFile] = (), follows: Found | None = None) -> Matter:
        mail, submission, mailbox = self.arrived.mail, self.arrived.submission, self.arrived.mailbox
        return Matter(
            text=self._text(has_files=bool(taken)),
            html=self._html(),
            subject=fit(mail.subject)[:MOST_SUBJECT_CHARS],
            channel=submission.channel.code,
            received_at=submission.received_at,
            team_id=mailbox.team_id if mailbox else None,
            follows=follows.ticket if follows else None,
            provider_id=submission.provider_id,
            message_id=_bracketed(mail.message_id),
            in_reply_to=_bracketed(mail.in_reply_to),
            is_cut=not self._shows_all or len(self.words) > MAX_TEXT,
            files=taken,
        )

    @property
    def _shows_all(self) -> bool:
        """HTML holds the quoted mails too: it is shown only when nothing was cut from the text."""
        return self.words.strip() == self.arrived.mail.text.strip()

    def _html(self) -> str:
        mail = self.arrived.mail
        if not self._shows_all or len(mail.html) >= MOST_HTML_CHARS:
            return ""
        return files.with_named_pictures(fit(mail.html), mail)

    def _text(self, *, has_files: bool) -> str:
        text = fit(self.words.strip() or self.arrived.mail.subject.strip())
        if not text and not has_files:
            raise Unreadable(troubles.EMPTY_MAIL.english)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT

    def _remarks(self) -> list[str]:
        remarks = []
        if len(self.words) > MAX_TEXT:
            remarks.append(WAS_CUT.english)
        if self.arrived.failed_checks:
            remarks.append(_doubt(self.arrived))
        return remarks


def _doubt(arrived: Arrived) -> str:
    checks = ", ".join(arrived.failed_checks)
    return DOUBTFUL.said(address=arrived.mail.from_.address, checks=checks)


def _sender(mail: ParsedMail) -> Sender:
    """Return who wrote it. A mail's sender counts as proved: answers go to that address only."""
    address = fit(mail.from_.address)
    words = prepare(f"{mail.subject}\n{mail.reply_text or mail.text}"[:LANGUAGE_CHARS])
    return Sender(
        name=fit(mail.from_.name),
        email=address if len(address) <= 254 else "",
        language=detect_language(words, default=settings.LANGUAGE_CODE).code,
        is_verified=bool(address) and len(address) <= 254,
    )


def _bracketed(message_id: str) -> str:
    """Return an id as headers and our own messages hold it; one that no column holds is left."""
    return f"<{fit(message_id)}>" if 0 < len(message_id) < 254 else ""


def fit(text: str) -> str:
    """Return text as Postgres takes it: without null characters and halves of a pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
