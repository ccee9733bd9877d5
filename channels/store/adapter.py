"""Reads back the paper slips that store staff entered."""

from django.utils import translation
from django.utils.translation import gettext as _

from channels import troubles
from channels.contract import Reading, Sender, Unreadable
from channels.models import Submission
from channels.store.parsing import SlipWords
from tickets.actions.opening import Matter
from tickets.actions.sending import acknowledge_without_mail
from tickets.models import Store


class StoreAdapter:
    """Slips of the suggestion box and notes of the counter."""

    kind = "store"

    def read(self, submission: Submission) -> Reading:
        """Understand a stored slip. Raises Unreadable."""
        try:
            words = SlipWords.from_raw(submission.raw)
        except (KeyError, TypeError) as error:
            raise Unreadable(troubles.NOT_AS_KEPT.said(why=repr(error))) from error
        return Reading(
            matter=_matter(submission, words),
            sender=Sender(name=words.name, phone=words.phone, language=words.language),
            written_by=words.entered_by,
        )

    def opened(self, submission: Submission) -> None:
        """Nobody can be mailed: whoever asks at the counter gets the number there."""
        assert submission.ticket_id is not None
        acknowledge_without_mail(ticket_id=submission.ticket_id, at=submission.recorded_at)


def _matter(submission: Submission, words: SlipWords) -> Matter:
    return Matter(
        text=words.text,
        subject="" if words.text else _picture_of_slip(words.language),
        channel=submission.channel.code,
        received_at=submission.received_at,
        language=words.language,
        store_id=Store.objects.filter(code=words.store).values_list("pk", flat=True).first(),
        provider_id=submission.provider_id,
        files=[(each.file, each.filename) for each in submission.files.select_related("file")],
    )


def _picture_of_slip(language: str) -> str:
    with translation.override(language):
        return _("A slip, as a picture")
