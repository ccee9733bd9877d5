"""What carries a letter to a customer: one line a way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.utils.module_loading import import_string

from tickets.models import ContactPoint, Ticket

if TYPE_CHECKING:
    from channels.email.rendering import Letter
    from channels.errands import Errand

CARRIERS = {
    "email": "channels.email.carrier.MailCarrier",
    "sms": "channels.sms.carrier.SmsCarrier",
    "wechat": "channels.wechat.carrier.WeChatCarrier",
}
KINDS = frozenset(CARRIERS)


class Carrier(Protocol):
    """One way out."""

    def contact_of(self, ticket: Ticket) -> ContactPoint | None:
        """Return where this way finds the customer now; None when it doesn't reach them."""
        ...

    def line_of(self, ticket: Ticket, contact: ContactPoint) -> tuple[str, str] | None:
        """Return channel and row whose state the system page shows.

        None where the far end's own state is noted elsewhere, and a refusal says only something
        about one customer's address.
        """
        ...

    def send(
        self,
        errand: Errand,
        letter: Letter,
        *,
        files: Sequence[tuple[str, bytes, str]],
        headers: Mapping[str, str],
    ) -> None:
        """Hand a letter over. Raises PermanentFailure, or an OSError when later may help."""


@cache
def carrier_for(kind: str) -> Carrier:
    carrier: Carrier = import_string(CARRIERS[kind])()
    return carrier
