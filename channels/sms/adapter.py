"""Text messages in: each a message of its sender's newest matter, or a new one."""

from __future__ import annotations

from channels.contract import Outcome, Several
from channels.models import Submission
from channels.webhook.conversation import message_reading
from channels.webhook.reading import is_whole_request, item_of, parts_of, webhook_of


class SmsAdapter:
    """What an SMS gateway posts to its webhook."""

    kind = "sms"

    def read(self, submission: Submission) -> Outcome:
        """Understand a request or one message of it. Raises Unreadable."""
        if is_whole_request(submission):
            return Several(parts_of(submission))
        webhook = webhook_of(submission)
        return message_reading(submission, webhook, item_of(submission, webhook))

    def opened(self, submission: Submission) -> None:
        """Nothing is kept beside the ticket: its link is sent back as a text message."""
