"""What became of what left the house: sent, failed, acknowledged."""

from __future__ import annotations

from datetime import datetime

from tickets import states
from tickets.actions.change import changing
from tickets.actors import Actor
from tickets.kept_sql import Kept
from tickets.models import Message, Metric

BY_OUTBOX = Actor.automation("outbox")
_noted = Kept(
    lambda ticket, mail: Message.objects.filter(
        ticket=ticket, message_id=mail, failed_at=None
    ).values_list("pk")[:1]
)


def mark_sent(*, message_id: int, at: datetime, mail_id: str = "", channel: str = "") -> None:
    """Keep the proof that a message left. Safe to run twice. Records `message.sent`."""
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        fresh = Message.objects.filter(pk=message_id, sent_at__isnull=True).update(
            sent_at=change.at, message_id=mail_id, failed_at=None, failure=""
        )
        if fresh and channel:
            Message.objects.filter(pk=message_id).update(channel=channel)
        if fresh:
            change.record("message.sent", message=message_id)


def mark_failed(*, message_id: int, at: datetime, reason: str) -> None:
    """Say on the ticket that a message can't be sent; its owner gets a reply clock.

    Records `message.failed`.
    """
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        Message.objects.filter(pk=message_id).update(failed_at=change.at, failure=reason[:300])
        change.record("message.failed", message=message_id)
        if change.ticket.status in states.LIVE:
            change.clocks.start(Metric.NEXT_REPLY, started_at=change.at, at=change.at)


def mark_unsent(*, message_id: int, at: datetime, why: str) -> None:
    """Say on the ticket that an answer reaches nobody by itself.

    `why` is `call` (said by phone), `by_hand` (said where they wrote) or `unreachable`. Nothing
    failed, so no clock starts. Safe to run twice. Records `message.unsent`.
    """
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        fresh = Message.objects.filter(pk=message_id, failure="").update(failure=why)
        if fresh:
            change.record("message.unsent", message=message_id, why=why)


def record_notice(
    *,
    ticket_id: int,
    at: datetime,
    notice: str,
    text: str,
    mail_id: str,
    language: str,
    is_acknowledgement: bool = False,
    channel: str = "email",
) -> Message | None:
    """Keep a notice that left as a message by the desk; an acknowledgement stops its clock.

    Safe to run twice: a notice with the same Message-ID is kept once, and once more if that came
    back. Records `notice.sent`.
    """
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        if _noted.first(ticket_id, mail_id):
            return None
        message = change.say(
            Message.Direction.SYSTEM,
            text,
            message_id=mail_id,
            language=language,
            sent_at=change.at,
            channel=channel,
        )
        change.record("notice.sent", notice=notice, message=message.pk)
        if is_acknowledgement:
            change.clocks.stop([Metric.ACKNOWLEDGEMENT], stopped_at=change.at, at=change.at)
        return message


def record_notice_failed(*, ticket_id: int, at: datetime, notice: str) -> None:
    """Say on the ticket that a notice could not be sent. Records `notice.failed`."""
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        change.record("notice.failed", notice=notice)


def record_fell_back(*, ticket_id: int, at: datetime, notice: str, way: str, delivery: int) -> None:
    """Say on the ticket that a way failed and the next was tried. Safe to run twice.

    Records `notice.fell_back`.
    """
    data = {"notice": notice, "way": way, "delivery": delivery}
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        known = change.ticket.events.filter(code="notice.fell_back", data=data)
        if not known.exists():
            change.record("notice.fell_back", **data)


def acknowledge_without_mail(*, ticket_id: int, at: datetime) -> None:
    """Stop the acknowledgement clock of a customer who got the number where they stood.

    For those who left no address: the screen, the agent on the phone or the slip told them. Safe
    to run twice. Records `notice.sent`.
    """
    with changing(ticket_id, actor=BY_OUTBOX, at=at) as change:
        if change.clocks.live_of(Metric.ACKNOWLEDGEMENT) is None:
            return
        change.record("notice.sent", notice="acknowledgement", message=None)
        change.clocks.stop([Metric.ACKNOWLEDGEMENT], stopped_at=change.at, at=change.at)
