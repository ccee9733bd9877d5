"""Where a ticket stands, in a customer's words: what happens next, by when, and the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from channels.letters import moment
from tickets import states
from tickets.models import Hold, Message, Metric, SlaClock, Survey, Ticket


@dataclass(frozen=True)
class NextStep:
    """What happens next and by when. `by` is worded, with its zone; empty where nothing is due."""

    text: str
    by: str = ""
    note: str = ""


def next_step(ticket: Ticket, *, now: datetime) -> NextStep:
    """Return what happens next on a ticket, as its customer should hear it."""
    ended = {
        states.RESOLVED: _resolved,
        states.CLOSED: _closed,
        states.CANCELLED: _cancelled,
        states.MERGED: _merged,
        states.WAITING_CUSTOMER: _waiting,
        states.ON_HOLD: _on_hold,
    }.get(ticket.status)
    return ended(ticket) if ended else _working(ticket, now)


def _working(ticket: Ticket, now: datetime) -> NextStep:
    promised = _last_promise(ticket)
    if promised is not None and promised.next_step_by and promised.next_step_by > now:
        return NextStep(promised.next_step, moment(promised.next_step_by))
    metrics = (Metric.FIRST_RESPONSE, Metric.NEXT_REPLY, Metric.PERIODIC_UPDATE, Metric.RESOLUTION)
    clocks = {clock.metric: clock for clock in ticket.clocks.all() if clock.is_live}
    clock = next((clocks[m] for m in metrics if m in clocks and clocks[m].due_at), None)
    return _by_clock(clock, now)


def _by_clock(clock: SlaClock | None, now: datetime) -> NextStep:
    if clock is None or clock.due_at is None:
        return NextStep(_("We are working on it and write to you as soon as we know more."))
    if clock.due_at <= now:
        return NextStep(
            _("We are later than we promised. The team's lead knows and sees to it."),
            note=_("It was due by %(moment)s.") % {"moment": moment(clock.due_at)},
        )
    texts = {
        Metric.FIRST_RESPONSE: _("A person reads it and writes to you under their own name."),
        Metric.NEXT_REPLY: _("We answer your last message."),
        Metric.PERIODIC_UPDATE: _("We tell you how far we have come."),
        Metric.RESOLUTION: _("We tell you what we found and what we do about it."),
    }
    return NextStep(texts[Metric(clock.metric)], moment(clock.due_at))


def _last_promise(ticket: Ticket) -> Message | None:
    out = ticket.messages.filter(direction=Message.Direction.OUT, failed_at=None)
    return out.filter(round=ticket.round).exclude(next_step="").order_by("-at", "-id").first()


def _waiting(ticket: Ticket) -> NextStep:
    return NextStep(_("We wait for your answer. Write it below; then it goes on at once."))


def _on_hold(ticket: Ticket) -> NextStep:
    hold = Hold.objects.filter(ticket=ticket, to_at=None).first()
    if hold is None:
        return NextStep(_("We wait for somebody we need for this, and write to you after that."))
    return NextStep(
        _("We wait for somebody we need for this, and write to you after that."),
        moment(hold.expected_by),
    )


def _resolved(ticket: Ticket) -> NextStep:
    survey = Survey.objects.filter(ticket=ticket, round=ticket.round).first()
    ends = survey.expires_at if survey else None
    return NextStep(
        _("You decide: tell us whether it is solved. If it is not, we start again."),
        moment(ends) if ends else "",
    )


def _closed(ticket: Ticket) -> NextStep:
    return NextStep(_("Nothing more is due. If it comes back, write to us below."))


def _cancelled(ticket: Ticket) -> NextStep:
    if ticket.cancel_reason == Ticket.CancelReason.WITHDRAWN:
        return NextStep(_("You withdrew it, so we stopped. Write below to take it up again."))
    return NextStep(_("We stopped working on this. If that is wrong, write to us below."))


def _merged(ticket: Ticket) -> NextStep:
    return NextStep(_("We look after this together with another message of yours."))


# --- Stages ---------------------------------------------------------------------------------


def stages(ticket: Ticket) -> list[dict[str, str]]:
    """Return the way of this round: each stage's name, note, and state (done, now, later)."""
    has_answered = ticket.messages.filter(direction=Message.Direction.OUT, failed_at=None)
    first_answer = has_answered.filter(round=ticket.round).order_by("at").first()
    begun = _begin_of_round(ticket)
    moments = [
        (_("We have it") if ticket.round == 1 else _("Opened again"), begun),
        (_("First answer"), first_answer.at if first_answer else None),
        (_("Our answer"), ticket.resolved_at),
        (_("You decide"), ticket.closed_at),
    ]
    if ticket.status in (states.CANCELLED, states.MERGED):
        moments = [moments[0], (ticket.get_status_display(), ticket.closed_at or begun)]
    return _with_states(moments)


def _begin_of_round(ticket: Ticket) -> datetime:
    if ticket.round == 1:
        return ticket.received_at
    reopened = ticket.events.filter(code="ticket.reopened").order_by("-seq").first()
    return reopened.at if reopened else ticket.received_at


def _with_states(moments: list[tuple[str, datetime | None]]) -> list[dict[str, str]]:
    """The first stage that hasn't happened is the one that is now; those after it come later."""
    rows = []
    is_now_taken = False
    for name, at in moments:
        state = "done" if at is not None else "later" if is_now_taken else "now"
        is_now_taken = is_now_taken or state == "now"
        rows.append({"name": name, "note": moment(at) if at else "", "state": state})
    return rows
