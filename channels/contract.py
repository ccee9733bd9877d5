"""What every channel has to offer, and how it fails.

A channel stores what arrives as a `Submission` and later reads that row back, so that whatever goes
wrong while reading can be tried again. Reading runs outside any transaction and may keep files in
storage, where the same file twice is one; it has no other effect and may happen twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from channels.models import Submission
from tickets.actions.opening import Matter


class ChannelError(Exception):
    """Reading or sending failed. `permanent` says whether trying again is pointless."""

    permanent = False


class NotNow(ChannelError):
    """It can't be done yet; the sweep tries again."""


class Unreadable(ChannelError):
    """It will never be readable; a person has to look."""

    permanent = True


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who something comes from, as far as the channel knows."""

    name: str = ""
    language: str = "en"
    email: str = ""
    phone: str = ""
    # (provider, account) of somebody the channel itself has signed in.
    account: tuple[str, str] | None = None
    # Whether the channel proves that the contact is the sender's own.
    is_verified: bool = False


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """What a delivery report says: our message that failed, and the addresses it failed for."""

    addresses: tuple[str, ...]
    reason: str
    message_id: int | None = None
    delivery_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A submission, understood: something new, or more on the ticket `adds_to`."""

    matter: Matter
    sender: Sender
    adds_to: int | None = None
    # On whose behalf it was sent, when that isn't the sender.
    affected: Sender | None = None
    # The colleague (key of a user) who wrote it down, when the sender didn't send it themselves.
    written_by: int | None = None
    is_auto_reply: bool = False
    is_bounce: bool = False
    came_back: CameBack | None = None
    # What the team should know of how this was understood; becomes an internal note.
    # Kept sentences (tickets/sentences.py): who reads them is not known yet.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One of several things that came in one request; stored by itself, under its own id."""

    provider_id: str
    raw: dict[str, Any]


@dataclass(frozen=True)
class Several:
    """A submission that holds many: each part becomes a submission of its own."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Aside:
    """Understood and kept, but no ticket: a good review, or a mention that a person looks at."""

    why: str = ""


type Outcome = Reading | Several | Aside


class Adapter(Protocol):
    """One kind of channel."""

    kind: str

    def read(self, submission: Submission) -> Outcome:
        """Understand a stored submission. Raises Unreadable, NotNow."""
        ...

    def opened(self, submission: Submission) -> None:
        """Add what this channel keeps beside a new ticket, or beside what was set aside.

        In the transaction that does it; `submission.ticket` is empty for what was set aside.
        """
