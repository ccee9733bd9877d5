"""Reads back what the intake API stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels import troubles
from channels.api.parsing import account_in, moment_in
from channels.contract import Reading, Sender, Unreadable
from channels.models import Submission
from channels.written_in import language_written_in
from tickets.actions.opening import Matter
from tickets.models import Category, Product

VOUCHES = "vouches_for_contacts"


class ApiAdapter:
    """Apps, mini programs and other programs that hold the key of a channel."""

    kind = "api"

    def read(self, submission: Submission) -> Reading:
        """Understand a stored request. Raises Unreadable."""
        raw = submission.raw
        try:
            return Reading(matter=_matter(submission, raw), sender=_sender(submission, raw))
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(troubles.NOT_AS_KEPT.said(why=repr(error))) from error

    def opened(self, submission: Submission) -> None:
        """Nothing is kept beside the ticket: its links are mailed."""


def _matter(submission: Submission, raw: Mapping[str, Any]) -> Matter:
    categories = Category.objects.filter(code=raw.get("category", ""))
    products = Product.objects.filter(code=raw.get("product", ""))
    return Matter(
        text=raw["text"],
        subject=raw.get("subject", ""),
        channel=submission.channel.code,
        received_at=submission.received_at,
        category_id=categories.values_list("pk", flat=True).first(),
        product_id=products.values_list("pk", flat=True).first(),
        occurred_at=moment_in(raw, "occurred_at"),
        desired_outcome=raw.get("desired_outcome", ""),
        hurt_or_danger=raw.get("hurt_or_danger"),
        property_loss=raw.get("property_loss"),
        rating=raw.get("rating"),
        language=raw.get("language", ""),
        provider_id=submission.provider_id,
    )


def _language_of(raw: Mapping[str, Any]) -> str:
    return language_written_in(f"{raw.get('subject', '')}\n{raw['text']}")


def _sender(submission: Submission, raw: Mapping[str, Any]) -> Sender:
    return Sender(
        name=raw.get("name", ""),
        language=raw.get("language") or _language_of(raw),
        email=raw.get("email", ""),
        phone=raw.get("phone", ""),
        account=account_in(raw),
        is_verified=bool(submission.channel.settings.get(VOUCHES)),
    )
