"""The head of the ticket page: what it is, what it stands under, whose words reopened it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from tickets import display, slots
from tickets.addressing import address
from tickets.configuration import Configuration
from tickets.kept_sql import Kept, Question
from tickets.models import Message, Metric, SlaClock, SurveyAnswer, Ticket
from tickets.queries.badges import badges_of


def header(ticket: Ticket, settings: Configuration, now: datetime) -> dict[str, Any]:
    return {
        "id": ticket.pk,
        "number": ticket.number,
        "subject": ticket.subject,
        "tier_rank": ticket.tier_id,
        "tier_name": settings.tiers[ticket.tier_id].name,
        "status": ticket.status,
        "badges": badges_of(ticket),
        "about": about(ticket, settings, now),
        "owner_name": ticket.owner.display_name if ticket.owner else "",
        "version": ticket.version,
    }


def about(ticket: Ticket, settings: Configuration, now: datetime) -> str:
    """One line: product, team, owner, since when and by which channel."""
    owner = (
        gettext("%(name)s owns it") % {"name": ticket.owner.display_name}
        if ticket.owner
        else gettext("nobody owns it yet")
    )
    opened = gettext("opened %(moment)s %(channel)s") % {
        "moment": display.moment(ticket.received_at, now=now),
        "channel": slots.channel(ticket.channel).by,
    }
    product = ticket.product.name if ticket.product else ""
    parts = (product, settings.teams[ticket.team_id].name, owner, opened.strip())
    return " · ".join(part for part in parts if part)


def banners(ticket: Ticket, unseen: Sequence[SlaClock], now: datetime) -> list[dict[str, Any]]:
    """The facts the whole page stands under; other apps add theirs by their slot.

    `unseen` are the clocks when nobody has seen the escalation of one of them.
    """
    found = [
        *_escalation_banner(ticket, unseen),
        *_state_banners(ticket, now),
        *_interview_banner(ticket, now),
    ]
    return found + slots.ticket_banners(ticket)


def _interview_banner(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    talk = ticket.interview
    if talk is None:
        return []
    words = {"title": talk.title, "day": display.day(talk.held_at, now=now)}
    return [
        {
            "text": gettext("Said in the interview “%(title)s”, %(day)s.") % words,
            "icon": "users",
            "url": address("desk:interview", talk.pk),
            "action": gettext("Open the interview"),
        }
    ]


def _escalation_banner(ticket: Ticket, clocks: Sequence[SlaClock]) -> list[dict[str, Any]]:
    broken = [clock for clock in clocks if clock.state == SlaClock.State.BREACHED_RUNNING]
    if not broken or not ticket.is_live:
        return []
    names = display.listed(str(Metric(clock.metric).label) for clock in broken)
    return [
        {
            "kind": "danger",
            "text": gettext("Not kept: %(promises)s. Nobody has said yet that they saw it.")
            % {"promises": names},
            "url": address("desk:acknowledgement", ticket.pk),
            "action": gettext("I have seen it"),
        }
    ]


def _state_banners(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    if ticket.status == Ticket.Status.ON_HOLD:
        hold = ticket.holds.filter(to_at__isnull=True).first()
        return [_hold_banner(ticket, hold, now)] if hold else []
    if ticket.status == Ticket.Status.CANCELLED:
        reason = Ticket.CancelReason(ticket.cancel_reason).label
        return [
            {"text": gettext("Cancelled: %(reason)s.") % {"reason": reason}, "icon": "s-cancel"}
        ]
    return []


def _hold_banner(ticket: Ticket, hold: Any, now: datetime) -> dict[str, Any]:
    words = {
        "who": hold.who,
        "what": hold.what,
        "moment": display.moment(hold.expected_by, now=now),
    }
    return {
        "text": gettext("On hold for %(who)s: %(what)s. It opens by itself %(moment)s.") % words,
        "icon": "pause",
        "url": address("desk:resumption", ticket.pk),
        "action": gettext("Go on now"),
    }


def voice(ticket: Ticket, messages: Sequence[Message], now: datetime) -> dict[str, Any] | None:
    """The dissatisfied customer's own words, on top of the round they started."""
    pinned = next((m for m in reversed(messages) if m.is_pinned), None)
    if ticket.round == 1 or pinned is None or not pinned.text.strip():
        return None
    answer: SurveyAnswer | None = _answer.first(ticket.pk, ticket.round - 1)
    lines = [
        gettext("%(customer)s’s answer, %(moment)s")
        % {
            "customer": ticket.customer.name or gettext("The customer"),
            "moment": display.moment(pinned.at, now=now),
        }
    ]
    if answer is not None and answer.solved:
        lines.append(gettext("Their answer: %(answer)s") % {"answer": answer.get_solved_display()})
    if answer is not None:
        lines.append(gettext("Satisfaction: %(score)d of 5") % {"score": answer.score})
    return {"id": pinned.pk, "text": pinned.text, "facts": lines}


def questions_of(ticket: Ticket) -> Iterator[Question]:
    yield _answer.asking(ticket.pk, ticket.round - 1)


_answer = Kept(
    lambda ticket, round_: SurveyAnswer.objects.filter(survey__ticket=ticket, survey__round=round_)
)
