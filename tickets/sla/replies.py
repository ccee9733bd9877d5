"""Reads about replies that the clocks depend on: pressed but not yet gone, wanted but not given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from tickets.models import Delivery, Message, TicketEvent


def pressed_replies(ticket_ids: Collection[int]) -> dict[int, datetime]:
    """Return {ticket: when the reply was pressed that still waits to leave}, the earliest each.

    A reply counts from the press on but can be undone until it leaves, so that a clock it will
    stop must not be judged meanwhile. One that has been settled has counted already, even if its
    mail is late.
    """
    waiting = Message.objects.filter(
        ticket__in=ticket_ids,
        direction=Message.Direction.OUT,
        sent_at__isnull=True,
        failed_at__isnull=True,
        deliveries__state=Delivery.State.PENDING,
    )
    rows = list(waiting.order_by("-at").values_list("pk", "ticket_id", "at").distinct())
    if not rows:
        return {}
    settled = set(
        TicketEvent.objects.filter(
            ticket__in={ticket for _pk, ticket, _at in rows}, code="message.settled"
        ).values_list("data__message", flat=True)
    )
    return {ticket: at for pk, ticket, at in rows if pk not in settled}


def unanswered_since(ticket_id: int, *, after: datetime | None) -> datetime | None:
    """Return when the customer first wrote after our last word; None when they didn't."""
    wanted = _wanting_an_answer(ticket_id)
    if after is not None:
        wanted = wanted.filter(at__gt=after)
    return _first_moment(wanted)


def written_after(answer: Message) -> datetime | None:
    """Return when the customer first wrote after this answer, be it within the same second."""
    return _first_moment(_wanting_an_answer(answer.ticket_id).filter(pk__gt=answer.pk))


def _wanting_an_answer(ticket_id: int) -> QuerySet[Message]:
    return Message.objects.filter(
        ticket=ticket_id,
        direction=Message.Direction.IN,
        is_auto_reply=False,
        is_bounce=False,
    )


def _first_moment(messages: QuerySet[Message]) -> datetime | None:
    return messages.order_by("at", "id").values_list("at", flat=True).first()
