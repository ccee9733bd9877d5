"""How each way in and out is doing: when it last worked, what went wrong, how much lies there.

Whoever talks to the far end says how it went:

    health.succeeded("email", "support", at=at)
    health.failed("email", "support", at=at, error="The server refused the password.")

A channel's code, and which of its mailboxes or numbers; nothing for the channel as a whole. What
opens or can't be opened counts for the channel as a whole, whatever way it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from channels import troubles
from channels.models import ChannelHealth, Submission
from tickets.sentences import in_readers_words

# A busy channel succeeds many times a second; its row is written this often at most.
FINE_ENOUGH = timedelta(seconds=10)
State = Submission.State
WRONG_SIGNATURE = troubles.WRONG_SIGNATURE.english
OUTSIDE_WINDOW = troubles.OUTSIDE_WINDOW.english
UNKNOWN_KEY = troubles.UNKNOWN_KEY.english


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
    """Remember what went wrong, in words an operator can act on.

    The same again and again, as from a program that guesses keys, is written as seldom as success.
    """
    latest = ChannelHealth.objects.filter(channel=channel, row=row).first()
    if latest is not None and _fails_the_same(latest, at, error[:500]):
        return
    ChannelHealth.objects.update_or_create(
        channel=channel, row=row, defaults={"last_error_at": at, "last_error": error[:500]}
    )


def _fails_the_same(latest: ChannelHealth, at: datetime, error: str) -> bool:
    if latest.last_error_at is None or not is_failing(latest) or latest.last_error != error:
        return False
    return at - latest.last_error_at < FINE_ENOUGH


def note_opened(*, since: datetime) -> None:
    """Remember for each channel when the latest of what came in since then became something.

    Read by a sweep from what is stored anyway: to write it with every complaint would cost each.
    """
    done = (State.OPENED, State.ADDED, State.SPLIT, State.ASIDE)
    rows = Submission.objects.filter(recorded_at__gte=since, state__in=done)
    for code, latest in rows.values_list("channel__code").annotate(latest=Max("recorded_at")):
        succeeded(code, at=latest)


def in_words(state: ChannelHealth) -> str:
    """Return what went wrong in the reader's language, where the desk itself has worded it."""
    return in_readers_words(state.last_error)


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
