"""Reviews and mentions: which become tickets, which are kept, which wait for a look."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from channels.contract import Aside, Outcome, Reading, Several
from channels.models import Post, Submission, Webhook
from channels.webhook.conversation import message_reading
from channels.webhook.mapping import Item
from channels.webhook.reading import (
    is_whole_request,
    item_of,
    parts_of,
    product_id_of,
    sender_of,
    webhook_of,
)
from tickets.actions.opening import Matter

# The desk's own scale, whatever the platform's is.
BEST = 5
Kind = Webhook.Kind


class SocialAdapter:
    """Review platforms, mention feeds, and messages on other people's platforms."""

    kind = "social"

    def read(self, submission: Submission) -> Outcome:
        """Understand a request or one item of it. Raises Unreadable."""
        if is_whole_request(submission):
            return Several(parts_of(submission))
        webhook = webhook_of(submission)
        item = item_of(submission, webhook)
        if webhook.kind == Kind.MESSAGE:
            return message_reading(submission, webhook, item)
        if webhook.kind == Kind.REVIEW and is_bad(item, webhook):
            return post_reading(submission, webhook, item)
        return Aside()

    def opened(self, submission: Submission) -> None:
        """Keep the review or mention itself: where it stands, who wrote it, who reads it."""
        webhook = webhook_of(submission)
        if webhook.kind != Kind.MESSAGE:
            _post(submission, webhook, item_of(submission, webhook)).save(force_insert=True)


def is_bad(item: Item, webhook: Webhook) -> bool:
    return item.rating is not None and item.rating <= webhook.ticket_up_to


def post_reading(submission: Submission, webhook: Webhook, item: Item) -> Reading:
    """Return the ticket that a review or mention makes."""
    sender = sender_of(item, webhook)
    with translation.override(sender.language):
        matter = Matter(
            text=item.text or _rated_only(item, webhook),
            subject=item.subject[:200],
            channel=submission.channel.code,
            received_at=submission.received_at,
            occurred_at=min(item.at, submission.received_at) if item.at else None,
            product_id=product_id_of(item),
            rating=_on_our_scale(item, webhook),
            language=item.language and sender.language,
            provider_id=submission.provider_id,
        )
    return Reading(matter=matter, sender=sender)


def _rated_only(item: Item, webhook: Webhook) -> str:
    words = _("Rated %(rating)s of %(best)s, without words.")
    return words % {"rating": f"{item.rating or 0:g}", "best": webhook.best_rating}


def _on_our_scale(item: Item, webhook: Webhook) -> int | None:
    """4 of 10 is 2 of 5; the lowest is 1."""
    if item.rating is None:
        return None
    return min(BEST, max(1, round(item.rating / webhook.best_rating * BEST)))


def _post(submission: Submission, webhook: Webhook, item: Item) -> Post:
    return Post(
        submission=submission,
        webhook=webhook,
        kind=webhook.kind,
        external_id=item.id[:200],
        author=item.author[:120],
        url=_web_address(item.url),
        text=item.text,
        rating=None if item.rating is None else round(Decimal(str(item.rating)), 2),
        reach=item.reach,
        posted_at=item.at or submission.received_at,
        late_at=submission.received_at + timedelta(minutes=webhook.target_minutes),
        state=_first_state(submission, webhook),
        ticket=submission.ticket,
    )


def _first_state(submission: Submission, webhook: Webhook) -> str:
    if submission.ticket is not None:
        return Post.State.TICKET
    return Post.State.WAITING if webhook.kind == Kind.MENTION else Post.State.KEPT


def _web_address(url: str) -> str:
    """Only what is safe to show as a link; the rest stays in the raw input."""
    return url if url.lower().startswith(("https://", "http://")) and len(url) <= 500 else ""
