"""Reads back what colleagues reported, for a customer or as something they saw themselves."""

from django.conf import settings

from channels import troubles
from channels.contract import Reading, Sender, Unreadable
from channels.models import Submission
from channels.staff.parsing import ReportWords
from channels.web.parsing import moment_on
from tickets.actions.opening import Matter
from tickets.actions.sending import acknowledge_without_mail
from tickets.models import User

# Who reports an observation of their own is known by their account here.
PROVIDER = "staff"


class StaffAdapter:
    """Reports of colleagues."""

    kind = "staff"

    def read(self, submission: Submission) -> Reading:
        """Understand a stored report. Raises Unreadable."""
        try:
            words = ReportWords.from_raw(submission.raw)
        except (KeyError, TypeError) as error:
            raise Unreadable(troubles.NOT_AS_KEPT.said(why=repr(error))) from error
        return Reading(
            matter=_matter(submission, words),
            sender=_customer(words) if words.for_customer else _colleague(words),
            written_by=words.reported_by,
        )

    def opened(self, submission: Submission) -> None:
        """The colleague reads the number on the next page; a customer's mail goes out by itself."""
        ticket = submission.ticket
        assert ticket is not None
        if not ticket.customer.contacts.filter(kind="email").exists():
            acknowledge_without_mail(ticket_id=ticket.pk, at=submission.recorded_at)


def _matter(submission: Submission, words: ReportWords) -> Matter:
    return Matter(
        text=words.text,
        channel=submission.channel.code,
        received_at=submission.received_at,
        occurred_at=moment_on(
            words.occurred_on, zone=settings.TIME_ZONE, received_at=submission.received_at
        ),
        hurt_or_danger=words.hurt == "yes" if words.hurt else None,
        language=words.language,
        store_id=words.store,
        reported_by_id=words.reported_by,
        provider_id=submission.provider_id,
        files=[(each.file, each.filename) for each in submission.files.select_related("file")],
    )


def _customer(words: ReportWords) -> Sender:
    return Sender(name=words.name, phone=words.phone, email=words.email, language=words.language)


def _colleague(words: ReportWords) -> Sender:
    """All observations of one colleague belong to one record, without an address to mail."""
    colleague = User.objects.get(pk=words.reported_by)
    return Sender(
        name=colleague.display_name,
        language=words.language,
        account=(PROVIDER, str(colleague.pk)),
        is_verified=True,
    )
