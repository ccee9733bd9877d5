"""One raw mail, from whatever way it came: kept, then opened."""

from __future__ import annotations

from datetime import datetime

from channels import health, intake
from channels.email import keeping
from channels.email.models import Mailbox
from channels.models import Submission


class NotTakenIn(Exception):
    """The mailbox takes nothing in right now; whoever has the mail keeps it and tries again."""


class TooLarge(Exception):
    """The mail is larger than its mailbox takes."""


def receive(
    raw: bytes,
    *,
    mailbox: Mailbox,
    at: datetime,
    received_at: datetime | None = None,
    recipient: str = "",
) -> Submission:
    """Keep one mail and open it; what can't be opened waits or is parked with its reason.

    Raises NotTakenIn, TooLarge; whatever else is raised happened before the mail was kept.
    """
    check(mailbox, size=len(raw))
    submission, is_new = keeping.keep(
        raw, mailbox=mailbox, at=at, received_at=received_at or at, recipient=recipient
    )
    health.succeeded(mailbox.channel.code, mailbox.code, at=at)
    return intake.take_in(submission, at=at) if is_new else submission


def check(mailbox: Mailbox, *, size: int) -> None:
    if not (mailbox.is_enabled and mailbox.channel.is_active):
        raise NotTakenIn(
            f"Mailbox {mailbox.code!r} is switched off. Switch it on in the admin, or its channel."
        )
    if size > mailbox.most_bytes:
        raise TooLarge(
            f"The mail has {size:,} bytes; {mailbox.address} takes {mailbox.most_bytes:,} at most."
        )


def mailbox_named(name: str = "") -> Mailbox:
    """Return a mailbox by code or address; without a name the only one. Raises LookupError."""
    rows = Mailbox.objects.select_related("channel").order_by("code")
    if name:
        rows = rows.filter(address__iexact=name) if "@" in name else rows.filter(code=name)
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Mailbox.objects.values_list("code", flat=True)) or "none yet"
    raise LookupError(f"Name one mailbox with --mailbox. There are: {known}. Add one in the admin.")
