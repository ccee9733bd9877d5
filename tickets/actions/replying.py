"""Answer the customer. The mail leaves through the outbox after a few seconds in which it can be
undone; the clocks stop when it leaves, dated at the press (SLA.md section 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.assigning import take_under_lock
from tickets.actions.change import Change, changing
from tickets.actions.drafting import forget_draft
from tickets.actions.opening import attach
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete, TransitionRefused
from tickets.models import Delivery, Draft, Message, Metric, StoredFile, Ticket
from tickets.sla.board import REPLY_METRICS
from tickets.sla.replies import written_after


def reply(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    text: str,
    next_step: str = "",
    next_step_by: datetime | None = None,
    then: str = states.OPEN,
    files: Sequence[tuple[StoredFile, str]] = (),
    is_interim: bool = False,
    seen_version: int | None = None,
) -> Message:
    """Answer the customer and keep the ticket open, or wait for them (`then`).

    On a new ticket this confirms triage and takes ownership. `is_interim` says that it is the
    written answer that a law asks for while the final one takes longer. Records `message.replied`.
    Raises Incomplete (no text; no next step in a first answer to a complaint),
    TransitionRefused, StaleTicket.
    """
    if not text.strip():
        raise Incomplete("text", _("Nothing was written yet. Write the answer."))
    with changing(ticket_id, actor=actor, at=at, seen_version=seen_version) as change:
        _check_next_step(change, next_step, next_step_by)
        message = speak(
            change,
            text,
            next_step=next_step,
            next_step_by=next_step_by,
            files=files,
            is_interim=is_interim,
        )
        if then == states.WAITING_CUSTOMER and change.ticket.status != then:
            _wait_for_customer(change)
        elif then == states.OPEN and change.ticket.status == states.WAITING_CUSTOMER:
            change.move(states.OPEN, why="reply")
    return message


def speak(
    change: Change,
    text: str,
    *,
    next_step: str = "",
    next_step_by: datetime | None = None,
    files: Sequence[tuple[StoredFile, str]] = (),
    is_last_word: bool = False,
    is_interim: bool = False,
) -> Message:
    """Write a public message on a locked ticket and queue it. Resolving speaks through this too,
    with its last word: no progress is promised after that.
    """
    ticket = change.ticket
    if ticket.status not in (*states.LIVE, states.RESOLVED):
        raise TransitionRefused(
            _("This ticket is “%(status)s”, so nothing can be sent on it. Reopen it first.")
            % {"status": ticket.get_status_display()}
        )
    take_under_lock(change)
    message = change.say(
        Message.Direction.OUT,
        text,
        channel=ticket.channel,
        language=ticket.customer.language,
        next_step=next_step[:300],
        next_step_by=next_step_by,
    )
    attach(message, files)
    change.set(last_agent_message_at=change.at)
    wait = change.settings.undo_send_seconds
    by_law = {"interim": True} if is_interim else {}
    change.record("message.replied", message=message.pk, undo_seconds=wait, **by_law)
    if wait == 0:
        _settle(change, message, is_last_word=is_last_word, is_interim=is_interim)
    forget_draft(ticket_id=ticket.pk, actor=change.actor, kind="reply")
    return message


def _check_next_step(change: Change, next_step: str, by: datetime | None) -> None:
    """A first answer to a complaint says what happens next and by when (RS-03)."""
    ticket = change.ticket
    is_first = ticket.last_agent_message_at is None
    if ticket.kind != Ticket.Kind.COMPLAINT or not is_first:
        return
    if not next_step.strip():
        raise Incomplete("next_step", _("Tell the customer what happens next."))
    if by is None:
        raise Incomplete("next_step_by", _("Say by when, with a day and a time."))
    if by <= change.at:
        raise Incomplete("next_step_by", _("This moment has passed. Name a later one."))


def _wait_for_customer(change: Change) -> None:
    change.move(states.WAITING_CUSTOMER, why="asked")
    remind_on_silence(change)


def remind_on_silence(change: Change) -> None:
    """Set the next moment at which silence means something: after some working days."""
    from tickets.sla.silence import after_working_days

    change.set(
        next_step_at=after_working_days(
            change.at, change.settings.silence_reminder_days, change.configuration
        )
    )


def settle_reply(*, message_id: int, at: datetime) -> None:
    """Let a reply count: stop the reply clocks, dated at the press. Safe to run twice.

    Called when the time to undo is over, before anything is sent. Records `message.settled`.
    """
    message = Message.objects.only("ticket_id", "at").get(pk=message_id)
    with changing(message.ticket_id, actor=Actor.automation("outbox"), at=at) as change:
        already = change.ticket.events.filter(
            code="message.settled", data__message=message_id
        ).exists()
        if not already:
            _settle(change, message, is_interim=_is_interim(change, message))


def _is_interim(change: Change, message: Message) -> bool:
    if change.clocks.live_of(Metric.STATUTORY) is None:
        return False
    replied = change.ticket.events.filter(code="message.replied", data__message=message.pk)
    return replied.filter(data__interim=True).exists()


def _settle(
    change: Change, message: Message, *, is_last_word: bool = False, is_interim: bool = False
) -> None:
    ticket, clocks = change.ticket, change.clocks
    change.record("message.settled", message=message.pk)
    # Whoever has an answer knows that we have their words, even if the receipt never left.
    clocks.stop((Metric.ACKNOWLEDGEMENT, *REPLY_METRICS), stopped_at=message.at, at=change.at)
    if is_interim:
        clocks.stop([Metric.STATUTORY], stopped_at=message.at, at=change.at)
    if is_last_word or ticket.status not in states.LIVE:
        return
    clocks.start(Metric.PERIODIC_UPDATE, started_at=message.at, at=change.at)
    since = written_after(message) if _may_have_crossed(ticket, message) else None
    if since is not None:
        clocks.start(Metric.NEXT_REPLY, started_at=since, at=change.at)


def _may_have_crossed(ticket: Ticket, message: Message) -> bool:
    wrote_at = ticket.last_customer_message_at
    return wrote_at is not None and wrote_at >= message.at


def undo_reply(*, message_id: int, actor: Actor, at: datetime) -> Message:
    """Take back a reply that has not left. Its text becomes a draft again.

    A wait that began with it ends. Records `message.undone`. Raises Conflict when it has left or
    is leaving.
    """
    message = Message.objects.get(pk=message_id)
    with changing(message.ticket_id, actor=actor, at=at) as change:
        waiting = Delivery.objects.select_for_update(skip_locked=True).filter(
            message=message, state=Delivery.State.PENDING, leased_until__isnull=True, attempts=0
        )
        if message.sent_at or message.author_user_id != actor.id or not list(waiting):
            raise Conflict(_("This answer has left already. Write another one to correct it."))
        waiting.update(state=Delivery.State.DROPPED, done_at=change.at, last_error="undone")
        Draft.objects.update_or_create(
            ticket=change.ticket,
            user_id=actor.user_id,
            kind="reply",
            defaults={"text": message.text, "saved_at": change.at},
        )
        Message.objects.filter(pk=message.pk).update(failed_at=change.at, failure="undone")
        change.set(last_agent_message_at=last_word_at(change.ticket))
        change.record("message.undone", message=message.pk)
        if change.ticket.status == states.WAITING_CUSTOMER and not is_asked(change.ticket):
            change.move(states.OPEN, why="undone")
            change.set(next_step_at=None)
    return message


def is_asked(ticket: Ticket) -> bool:
    """Whether the last public word is ours; nobody waits for a question that wasn't asked."""
    asked, said = ticket.last_agent_message_at, ticket.last_customer_message_at
    return asked is not None and (said is None or asked >= said)


def last_word_at(ticket: Ticket) -> datetime | None:
    """Return when we last told the customer something; what was undone was never said."""
    said = ticket.messages.filter(direction=Message.Direction.OUT).exclude(failure="undone")
    return said.order_by("-at").values_list("at", flat=True).first()


def undo_until(message: Message, undo_seconds: int) -> datetime:
    return message.at + timedelta(seconds=undo_seconds)
