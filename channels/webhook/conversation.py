"""Messages from people who write again and again over the same line, as with SMS and chats."""

from __future__ import annotations

from datetime import timedelta

from channels.contract import Reading, Sender
from channels.models import Channel, Submission, Webhook
from channels.webhook.mapping import Item
from channels.webhook.reading import product_id_of, sender_of
from tickets import configuration, states
from tickets.actions.customers import known_customer
from tickets.actions.opening import Matter
from tickets.models import Ticket


def message_reading(submission: Submission, webhook: Webhook, item: Item) -> Reading:
    sender = sender_of(item, webhook)
    matter = Matter(
        text=item.text,
        subject=item.subject[:200],
        channel=submission.channel.code,
        received_at=submission.received_at,
        product_id=product_id_of(item),
        language=item.language and sender.language,
        provider_id=submission.provider_id,
    )
    return Reading(
        matter=matter, sender=sender, adds_to=talk_of(sender, submission.channel, submission)
    )


def talk_of(sender: Sender, channel: Channel, submission: Submission) -> int | None:
    """Return the ticket that a further message belongs to; None for a new matter.

    A line carries no thread: it is the newest ticket that this person, proved to be the same, has
    had on this channel, as long as it is live or may still be reopened.
    """
    if not sender.is_verified:
        return None
    customer = known_customer(email=sender.email, phone=sender.phone, account=sender.account)
    if customer is None:
        return None
    ticket = Ticket.objects.filter(customer=customer, channel=channel.code).order_by("-id").first()
    if ticket is None or ticket.status == states.CANCELLED:
        return None
    window = timedelta(seconds=configuration.desk_settings().reopen_window_seconds)
    is_over = ticket.closed_at is not None and ticket.closed_at + window < submission.received_at
    return None if is_over else ticket.pk
