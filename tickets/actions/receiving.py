"""Something more from the customer on a ticket that exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.opening import attach
from tickets.actions.pausing import end_hold
from tickets.actions.reopening import reopen_under_lock
from tickets.actors import Actor
from tickets.errors import TransitionRefused
from tickets.models import Message, Metric, StoredFile, Ticket


class TooLateToReopen(TransitionRefused):
    """The ticket was closed too long ago, so the message has to become a linked new ticket."""


def add_customer_message(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    text: str,
    html: str = "",
    channel: str,
    received_at: datetime | None = None,
    author_name: str = "",
    provider_id: str = "",
    message_id: str = "",
    in_reply_to: str = "",
    is_cut: bool = False,
    is_auto_reply: bool = False,
    is_bounce: bool = False,
    files: Sequence[tuple[StoredFile, str]] = (),
) -> Message:
    """Add a message and do what it brings: resume, start the reply clock, or reopen.

    `received_at` is when the channel got it, if that was earlier: the wait for our answer counts
    from then. On a merged ticket it belongs to the one that took it in. An auto-reply or bounce is
    kept and changes nothing else. Records `message.received`. Raises TooLateToReopen when the
    ticket is cancelled, or closed for longer than the window.
    """
    with changing(where_it_went(ticket_id), actor=actor, at=at) as change:
        message = change.say(
            Message.Direction.IN,
            text,
            html=html,
            channel=channel,
            provider_id=provider_id,
            message_id=message_id,
            in_reply_to=in_reply_to,
            is_cut=is_cut,
            is_auto_reply=is_auto_reply,
            is_bounce=is_bounce,
            author_name=author_name or change.ticket.customer.name,
        )
        attach(message, files)
        change.record("message.received", message=message.pk, channel=channel, auto=is_auto_reply)
        if not (is_auto_reply or is_bounce):
            _take_notice(change, message, received_at or at)
    return message


def _take_notice(change: Change, message: Message, received_at: datetime) -> None:
    ticket = change.ticket
    change.set(last_customer_message_at=change.at, next_step_at=None)
    if ticket.status in states.PAUSED:
        change.move(states.OPEN, why="customer_message")
        end_hold(change)
    elif ticket.status in (states.RESOLVED, states.CLOSED):
        _reopen(change, message)
        return
    elif ticket.status not in states.LIVE:
        raise TooLateToReopen(
            "This ticket has ended for good; open a linked new ticket for the message."
        )
    if _has_been_answered(change):
        since = min(received_at.replace(microsecond=0), change.at)
        change.clocks.start(Metric.NEXT_REPLY, started_at=since, at=change.at)


def _has_been_answered(change: Change) -> bool:
    """Until our first reply has left the first_response clock measures the wait, if promised."""
    if change.clocks.live_of(Metric.FIRST_RESPONSE) is not None:
        return False
    answered = change.ticket.last_agent_message_at is not None
    return answered or change.clocks.has_stopped(Metric.FIRST_RESPONSE)


def _reopen(change: Change, message: Message) -> None:
    window = timedelta(seconds=change.settings.reopen_window_seconds)
    closed_at = change.ticket.closed_at
    if closed_at is not None and change.at > closed_at + window:
        raise TooLateToReopen(
            "This ticket was closed too long ago; open a linked new ticket for the message."
        )
    Message.objects.filter(pk=message.pk).update(round=change.ticket.round + 1)
    reopen_under_lock(change, reason="customer_message")


def where_it_went(ticket_id: int) -> int:
    """Return the ticket that a merged one has become part of, however often; else itself."""
    into_id = Ticket.objects.values_list("merged_into_id", flat=True).get(pk=ticket_id)
    return ticket_id if into_id is None else where_it_went(into_id)


def linked_successor(ticket: Ticket) -> Ticket | None:
    """Return the live ticket that already follows an ended one, if there is one."""
    return ticket.followed_by.filter(status__in=states.LIVE).order_by("-id").first()
