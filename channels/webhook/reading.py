"""Read back what a webhook stored: a whole request, or one item of it.

The mapping is applied each time it is read, so that what was parked because the mapping was wrong
can be replayed once an administrator has mended it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from channels import raw_input, troubles
from channels.contract import Part, Sender, Unreadable
from channels.models import Submission, Webhook
from channels.notices import language_of
from channels.webhook import mapping
from channels.webhook.mapping import Item, NothingFound
from channels.written_in import language_written_in
from tickets.canonical import canonical
from tickets.models import Product

LONGEST_ID = 180


def webhook_of(submission: Submission) -> Webhook:
    """Return the webhook something came by. Raises Unreadable."""
    code = submission.raw.get("webhook", "")
    webhook = Webhook.objects.select_related("channel").filter(code=code).first()
    if webhook is None:
        raise Unreadable(troubles.NO_WEBHOOK.said(code=code))
    return webhook


def is_whole_request(submission: Submission) -> bool:
    return "item" not in submission.raw


def parts_of(submission: Submission) -> tuple[Part, ...]:
    """Return the items of a request. Raises Unreadable."""
    webhook = webhook_of(submission)
    try:
        document = json.loads(raw_input.body_of(submission.raw))
    except (ValueError, RecursionError) as error:
        raise Unreadable(troubles.NO_JSON.said(why=error)) from error
    try:
        items = mapping.documents_in(webhook.mapping, document)
    except NothingFound as error:
        raise Unreadable(str(error)) from error
    return tuple(_part(webhook, item) for item in items)


def _part(webhook: Webhook, item: Any) -> Part:
    """An item without an id goes by its content; reading it will say what is missing."""
    found = mapping.find(webhook.mapping["id"], item)
    name = str(found) if isinstance(found, str | int) else ""
    if not name or len(name) > LONGEST_ID:
        content = canonical(name or item).encode("utf-8", "surrogatepass")
        name = hashlib.sha256(content).hexdigest()
    return Part(f"{webhook.code}/{name}", {"webhook": webhook.code, "item": item})


def item_of(submission: Submission, webhook: Webhook) -> Item:
    """Return what the mapping finds in an item. Raises Unreadable."""
    try:
        return mapping.item_in(webhook.mapping, submission.raw["item"])
    except NothingFound as error:
        raise Unreadable(str(error)) from error


def sender_of(item: Item, webhook: Webhook) -> Sender:
    return Sender(
        name=item.author[:120],
        language=_language_of(item),
        email=item.email,
        phone=item.phone,
        account=(webhook.channel.code, item.author_id) if item.author_id else None,
        is_verified=webhook.vouches,
    )


def _language_of(item: Item) -> str:
    """What the sender's program says, else what the words are written in."""
    if item.language:
        return language_of(item.language)
    return language_written_in(f"{item.subject}\n{item.text}")


def product_id_of(item: Item) -> int | None:
    if not item.product:
        return None
    return Product.objects.filter(code=item.product).values_list("pk", flat=True).first()
