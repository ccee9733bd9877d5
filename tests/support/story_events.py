"""The vocabulary of stories: what each event does at the desk, through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.cast import by
from tests.cast import ticket as open_ticket_of
from tests.support.story_desk import TIERS, Played, Row, add_version, moment
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.actions.classifying import confirm_triage, reclassify
from tickets.actions.closing import close_in_silence
from tickets.actions.merging import merge, unmerge
from tickets.actions.noting import note
from tickets.actions.pausing import go_on, hold, wait_for_customer
from tickets.actions.rating import answer_survey
from tickets.actions.receiving import add_customer_message
from tickets.actions.reopening import reopen, undo_reopen
from tickets.actions.replying import reply, settle_reply, undo_reply
from tickets.actions.resolving import resolve
from tickets.actions.retargeting import apply_calendar, recalculate_next
from tickets.actions.sending import mark_failed, record_notice
from tickets.actions.silence import remind_or_resolve
from tickets.actions.surveying import send_survey
from tickets.actors import Actor
from tickets.models import DeskSettings, Message, Survey, Ticket
from tickets.sla.sweep import sweep


def _received(played: Played, event: Row, at: datetime) -> None:
    name = event.get("ticket", "")
    facts = {"kind": "complaint", "at": moment(event.get("recorded") or event["at"])}
    case = open_ticket_of(played.cast.rosa, received_at=at, **facts)
    tier = TIERS[event.get("priority", "medium")]
    if case.tier_id != tier:
        reclassify(
            ticket_id=case.pk,
            actor=by(played.cast.teo),
            at=facts["at"],
            tier_id=tier,
            may_lower=True,
            reason="As the story has it.",
        )
    played.tickets[name] = case
    played.tickets.setdefault("", case)


def _replied(played: Played, event: Row, at: datetime) -> None:
    answer = _press(played, event, at)
    if event.get("delivery") in ("failed", "bounced"):
        mark_failed(message_id=answer.pk, at=at, reason="The mailbox is unknown.")


def _press(played: Played, event: Row, at: datetime) -> Message:
    case = played.ticket(event)
    stays = Ticket.Status.WAITING_CUSTOMER if case.status == "waiting_customer" else "open"
    return reply(
        ticket_id=case.pk,
        actor=by(played.cast.ana),
        at=at,
        text="We are on it.",
        next_step="We call you.",
        next_step_by=at + timedelta(days=1),
        then=event.get("then", stays),
    )


def _pressed(played: Played, event: Row, at: datetime) -> None:
    """A reply that can still be undone; it leaves, or is undone, by an event of its own."""
    DeskSettings.objects.update(undo_send_seconds=15)
    _press(played, event, at)
    DeskSettings.objects.update(undo_send_seconds=0)


def _left(played: Played, event: Row, at: datetime) -> None:
    settle_reply(message_id=_last_answer(played, event).pk, at=at)


def _undone(played: Played, event: Row, at: datetime) -> None:
    undo_reply(message_id=_last_answer(played, event).pk, actor=by(played.cast.ana), at=at)


def _last_answer(played: Played, event: Row) -> Message:
    sent = played.ticket(event).messages.filter(direction=Message.Direction.OUT)
    return sent.latest("at", "pk")


def _bounced(played: Played, event: Row, at: datetime) -> None:
    answer = _last_answer(played, event)
    mark_failed(message_id=answer.pk, at=at, reason="The mailbox is unknown.")


def _noted(played: Played, event: Row, at: datetime) -> None:
    note(ticket_id=played.ticket(event).pk, actor=by(played.cast.ana), at=at, text="Looked it up.")


def _acknowledged(played: Played, event: Row, at: datetime) -> None:
    record_notice(
        ticket_id=played.ticket(event).pk,
        at=at,
        notice="acknowledgement",
        text="We have received it.",
        mail_id=f"<ack-{at:%H%M%S}@desk.test>",
        language="en",
        is_acknowledgement=True,
    )


def _customer_wrote(played: Played, event: Row, at: datetime) -> None:
    add_customer_message(
        ticket_id=played.ticket(event).pk,
        actor=Actor.for_customer(played.cast.rosa),
        at=at,
        text="Here is what you asked for.",
        channel="email",
        is_auto_reply=bool(event.get("auto")),
    )


def _status(played: Played, event: Row, at: datetime) -> None:
    case, actor = played.ticket(event), by(played.cast.ana)
    to = {"waiting_third_party": "on_hold", "in_progress": "open"}.get(event["to"], event["to"])
    if to == "waiting_customer":
        _wait(case, actor, at)
    elif to == "on_hold":
        if case.status == Ticket.Status.NEW:
            confirm_triage(ticket_id=case.pk, actor=actor, at=at)
        expected = at + timedelta(days=30)
        hold(
            ticket_id=case.pk, actor=actor, at=at, who="Supplier", what="Part", expected_by=expected
        )
    elif to == "open" and case.status == Ticket.Status.NEW:
        confirm_triage(ticket_id=case.pk, actor=actor, at=at)
    elif to == "open" and case.status != Ticket.Status.OPEN:
        go_on(ticket_id=case.pk, actor=actor, at=at)
    elif to in PLAYERS:
        PLAYERS[to](played, event, at)


def _wait(case: Ticket, actor: Actor, at: datetime) -> None:
    said, wrote = case.last_agent_message_at, case.last_customer_message_at
    was_asked = said is not None and (wrote is None or said >= wrote)
    wait_for_customer(ticket_id=case.pk, actor=actor, at=at, is_override=not was_asked)


def _reprioritised(played: Played, event: Row, at: datetime) -> None:
    reclassify(
        ticket_id=played.ticket(event).pk,
        actor=by(played.cast.teo),
        at=at,
        tier_id=TIERS[event["to"]],
        may_lower=True,
        reason="The customer told us more.",
    )


def _resolved(played: Played, event: Row, at: datetime) -> None:
    case = played.ticket(event)
    if event.get("trigger") == "silence":
        DeskSettings.objects.update(silence_resolve_days=1)
        remind_or_resolve(ticket_id=case.pk, at=at)
        return
    resolve(
        ticket_id=case.pk,
        actor=by(played.cast.ana),
        at=at,
        outcome="upheld",
        public_message="A new one is on its way.",
        finding="The seal was faulty.",
    )


def _closed(played: Played, event: Row, at: datetime) -> None:
    """Every chance to object is over: the survey has expired, whoever had to call has called."""
    DeskSettings.objects.update(close_after_seconds=1)
    case = played.ticket(event)
    case.surveys.filter(state__in=Survey.OPEN).update(state=Survey.State.EXPIRED, next_at=None)
    close_in_silence(ticket_id=case.pk, at=at)
    case.tasks.filter(done_at__isnull=True).update(done_at=at)
    assert close_in_silence(ticket_id=case.pk, at=at).status == Ticket.Status.CLOSED


def _reopened(played: Played, event: Row, at: datetime) -> None:
    trigger = event.get("trigger", "agent")
    if trigger in ("customer_reply", "customer", "customer_message"):
        _customer_wrote(played, event, at)
    elif trigger.startswith("survey"):
        _answered(played, {**event, "solved": False}, at)
    else:
        case = played.ticket(event)
        reopen(ticket_id=case.pk, actor=by(played.cast.ana), at=at, reason="by_hand", note="Again.")


def _asked(played: Played, event: Row, at: datetime) -> None:
    case = played.ticket(event)
    send_survey(survey_id=case.surveys.get(round=case.round).pk, at=at)


def _answered(played: Played, event: Row, at: datetime) -> None:
    survey = played.ticket(event).surveys.latest("round")
    send_survey(survey_id=survey.pk, at=at)
    score = next((event[n] for n in ("score", "rating", "csat", "stars") if n in event), None)
    solved = event.get("solved", score is None or score > 2)
    words = solved if isinstance(solved, str) else ("yes" if solved else "no")
    given = score if score is not None else (5 if words == "yes" else 1)
    answer_survey(survey_id=survey.pk, at=at, solved=words, score=int(given))


def _merged(played: Played, event: Row, at: datetime) -> None:
    source, target = _merge_pair(played, event, at)
    merge(ticket_id=source.pk, into_id=target.pk, actor=by(played.cast.ana), at=at)


def _merge_pair(played: Played, event: Row, at: datetime) -> tuple[Ticket, Ticket]:
    """The two tickets; one that the story never opened was received just before the other."""
    source = next((event[n] for n in ("source", "secondary", "from") if n in event), None)
    target = next((event[n] for n in ("target", "primary", "into", "to") if n in event), None)
    default = event.get("ticket", "")
    source = default if source is None else source
    if target is None or target not in played.tickets:
        case = played.ticket({"ticket": source})
        early = {"event": "received", "ticket": target or "other", "at": event["at"]}
        _received(played, early, case.received_at - timedelta(seconds=1))
        target = target or "other"
    return played.tickets[source], played.tickets[target]


def _unmerged(played: Played, event: Row, at: datetime) -> None:
    unmerge(ticket_id=played.ticket(event).pk, actor=by(played.cast.ana), at=at)


def _round_taken_back(played: Played, event: Row, at: datetime) -> None:
    undo_reopen(ticket_id=played.ticket(event).pk, actor=by(played.cast.ana), at=at)


def _goes_on_after_all(played: Played, event: Row, at: datetime) -> None:
    case = played.ticket(event)
    undo_cancel(ticket_id=case.pk, actor=by(played.cast.teo), at=at, note="It goes on after all.")


def _ended(reason: str) -> Callable[[Played, Row, datetime], None]:
    def _cancel(played: Played, event: Row, at: datetime) -> None:
        case = played.ticket(event)
        cancel(ticket_id=case.pk, actor=by(played.cast.ana), at=at, reason=reason)

    return _cancel


def _calendar_published(played: Played, event: Row, at: datetime) -> None:
    """A new version: the parts the event states in place of the old ones."""
    assert played.calendar is not None
    stated = dict(event.get("calendar") or {}) if not isinstance(event.get("calendar"), str) else {}
    parts = ("tz", "weekly", "holidays", "special", "breaks")
    stated |= {part: event[part] for part in parts if part in event}
    played.config = played.config | stated
    effective = moment(event.get("effective") or event.get("effective_from") or event["at"])
    add_version(played.calendar, played.calendar.versions.count() + 1, played.config, effective)
    apply_calendar(calendar_id=played.calendar.pk, actor=by(played.cast.adam), at=at)
    while recalculate_next(at=at, limit=100):
        pass


def _worker(is_up: bool) -> Callable[[Played, Row, datetime], None]:
    def _switch(played: Played, event: Row, at: datetime) -> None:
        played.is_worker_up = is_up
        if is_up:
            sweep(at=at)

    return _switch


def _warned(played: Played, event: Row, at: datetime) -> None:
    """The sweep has come by; the comparison looks whether the level has fired."""


PLAYERS: dict[str, Callable[[Played, Row, datetime], None]] = {
    "received": _received,
    "agent_public_reply": _replied,
    "agent_reply": _replied,
    "reply_pressed": _pressed,
    "reply_left": _left,
    "reply_undone": _undone,
    "delivery_failed": _bounced,
    "internal_note": _noted,
    "auto_ack": _acknowledged,
    "customer_reply": _customer_wrote,
    "status": _status,
    "priority": _reprioritised,
    "resolved": _resolved,
    "closed": _closed,
    "reopened": _reopened,
    "reopen_undone": _round_taken_back,
    "survey_sent": _asked,
    "survey_answer": _answered,
    "merge": _merged,
    "unmerge": _unmerged,
    "withdrawn": _ended("withdrawn"),
    "spam": _ended("spam"),
    "duplicate": _ended("duplicate"),
    "cancelled": _ended("withdrawn"),
    "cancel_undone": _goes_on_after_all,
    "calendar_published": _calendar_published,
    "worker_down": _worker(is_up=False),
    "worker_up": _worker(is_up=True),
    "warning": _warned,
}
