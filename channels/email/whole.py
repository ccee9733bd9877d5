"""All that a mail said, read once more from the bytes that were kept."""

from __future__ import annotations

from channels.email.keeping import raw_mail
from channels.email.parsing import parse
from channels.models import Submission
from tickets.models import Message


def whole_text(message: Message) -> str | None:
    """Return the text of the mail that a message came by; None where its bytes are gone."""
    submission = Submission.objects.filter(
        channel__code=message.channel, provider_id=message.provider_id
    ).first()
    if submission is None:
        return None
    try:
        return parse(raw_mail(submission)).text
    except (KeyError, FileNotFoundError):
        return None
