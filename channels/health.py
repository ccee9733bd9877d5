"""How each way in and out is doing: when it last worked, what went wrong, how much lies there.

Whoever talks to the far end says how it went:

    health.succeeded("email", "support", at=at)
    health.failed("email", "support", at=at, error="The server refused the password.")

A channel's code, and which of its mailboxes or numbers; nothing for the channel as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from channels.models import ChannelHealth, Submission

# A busy channel succeeds many times a second; its row is written this often at most.
FINE_ENOUGH = timedelta(seconds=10)
State = Submission.State


def succeeded(channel: str, row: str = "", *, at: datetime, waiting: int | None = None) -> None:
    """Remember that it worked. `waiting` is what the far end still holds, when it was asked."""
    known = ChannelHealth.objects.filter(channel=channel, row=row)
    latest = known.first()
    if latest is not None and _says_the_same(latest, at, waiting):
        return
    values: dict[str, object] = {"last_success_at": at}
    if waiting is not None:
        values["waiting"] = waiting
    ChannelHealth.objects.update_or_create(channel=channel, row=row, defaults=values)


def _says_the_same(latest: ChannelHealth, at: datetime, waiting: int | None) -> bool:
    if latest.last_success_at is None or waiting not in (None, latest.waiting):
        return False
    is_mended = latest.last_error_at is None or latest.last_error_at <= latest.last_success_at
    return is_mended and at - latest.last_success_at < FINE_ENOUGH


def failed(channel: str, row: str = "", *, at: datetime, error: str) -> None:
    """Remember what went wrong, in words an operator can act on."""
    ChannelHealth.objects.update_or_create(
        channel=channel, row=row, defaults={"last_error_at": at, "last_error": error[:500]}
    )


@dataclass(frozen=True)
class Backlog:
    """What of a channel lies with us: `waiting` is opened by itself, `parked` needs a person."""

    waiting: int = 0
    parked: int = 0


def backlogs() -> dict[str, Backlog]:
    """Return {channel code: backlog} for the channels that have one. One query."""
    rows = (
        Submission.objects.filter(state__in=[State.STORED, State.PARKED])
        .values("channel__code")
        .annotate(
            waiting=Count("pk", filter=Q(state=State.STORED)),
            parked=Count("pk", filter=Q(state=State.PARKED)),
        )
    )
    return {row["channel__code"]: Backlog(row["waiting"], row["parked"]) for row in rows}


def is_failing(state: ChannelHealth) -> bool:
    """Return whether the last thing that happened was an error."""
    if state.last_error_at is None:
        return False
    return state.last_success_at is None or state.last_success_at < state.last_error_at
