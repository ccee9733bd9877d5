"""Plays a story of `sla_scenarios.json` through the real actions, whatever its events are.

    played = play(story, variant="a", cast=cast)
    problems = differences(played, story, variant="a")

A story names a calendar, events and what each clock must be. Tiers have the budgets of SLA.md
section 5; a clock that states another budget gets it. While the worker is up the sweep comes by at
every moment at which something is due, before the next event happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cast import Cast, by
from tests.cast import ticket as open_ticket_of
from tickets.actions.cancelling import cancel
from tickets.actions.classifying import confirm_triage, reclassify
from tickets.actions.closing import close_in_silence
from tickets.actions.merging import merge, unmerge
from tickets.actions.noting import note
from tickets.actions.pausing import go_on, hold, wait_for_customer
from tickets.actions.rating import answer_survey
from tickets.actions.receiving import add_customer_message
from tickets.actions.reopening import reopen
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.actions.retargeting import apply_calendar, recalculate_next
from tickets.actions.sending import mark_failed, record_notice
from tickets.actions.silence import remind_or_resolve
from tickets.actions.surveying import send_survey
from tickets.actors import Actor
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    DeskSettings,
    LadderStep,
    Message,
    SlaClock,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    Ticket,
)
from tickets.sla.spec import WEEKDAYS
from tickets.sla.sweep import sweep

TIERS = {"urgent": 1, "high": 2, "medium": 3, "normal": 3, "low": 4}
OFFICE = {
    "tz": "UTC",
    "weekly": {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]},
    "holidays": [],
    "breaks": [],
    "special": {},
}
ALWAYS = {"tz": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}}
HOUR = 3600
BUDGETS = {
    1: {"first_response": 900, "next_reply": 1800, "periodic_update": 2 * HOUR},
    2: {"first_response": HOUR, "next_reply": 2 * HOUR, "periodic_update": 4 * HOUR},
    3: {"first_response": HOUR, "next_reply": 2 * HOUR, "periodic_update": 4 * HOUR},
    4: {"first_response": HOUR, "next_reply": 2 * HOUR, "periodic_update": 4 * HOUR},
}
RESOLUTION = {1: 24 * HOUR, 2: 4 * HOUR, 3: 8 * HOUR, 4: 16 * HOUR}
LADDER = (50, 75, 100, 150, 200)
ON_ANOTHER_CALENDAR = "_24x7"
Row = dict[str, Any]


@dataclass
class Played:
    """A story after it was played: its tickets by name, and the clocks after each event."""

    cast: Cast
    tickets: dict[str, Ticket] = field(default_factory=dict)
    history: list[tuple[Row, dict[tuple[str, str, int], SlaClock]]] = field(default_factory=list)
    is_worker_up: bool = True
    calendar: BusinessCalendar | None = None
    config: Row = field(default_factory=dict)
    ended_at: datetime | None = None

    def ticket(self, row: Mapping[str, Any]) -> Ticket:
        ticket = self.tickets[row.get("ticket", "")]
        ticket.refresh_from_db()
        return ticket


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def belongs(row: Mapping[str, Any], variant: str) -> bool:
    """Whether an event or an expectation is part of the variant; most are part of all."""
    said = row.get("variant") or row.get("note", "")
    named = said.removeprefix("variant").strip()
    is_named = bool(row.get("variant")) or said.startswith("variant")
    return not is_named or named == variant


def variants(story: Row) -> list[str]:
    named = {row["variant"] for row in story["clocks"] if row.get("variant")}
    return sorted(named) or [""]


def suffixes(story: Row) -> list[str]:
    """`_24x7` where a story compares a metric on two calendars: it is played on each."""
    rows = [row["metric"].endswith(ON_ANOTHER_CALENDAR) for row in story["clocks"]]
    return [""] * (not all(rows)) + [ON_ANOTHER_CALENDAR] * any(rows)


# --- The desk of a story --------------------------------------------------------------------


def calendar_of(story: Row, suffix: str) -> Row:
    """The calendar that a check of the story states, else office hours."""
    rows = [
        row
        for row in story["clocks"]
        if row["metric"].endswith(ON_ANOTHER_CALENDAR) == bool(suffix)
    ]
    dues = {row.get("due") for row in rows}
    checks = [check for check in story["checks"] if isinstance(check["calendar"], dict)]
    fitting = [check for check in checks if check["fn"] == "due_at" and check["equals"] in dues]
    if suffix:
        return (fitting or [{"calendar": ALWAYS}])[0]["calendar"]
    return OFFICE if story["calendar"].startswith("D") else (fitting or checks)[0]["calendar"]


def prepare(story: Row, variant: str, suffix: str, played: Played) -> None:
    """One calendar, one policy for everything, the usual ladder, and replies leave at once."""
    played.config = calendar_of(story, suffix)
    played.calendar = BusinessCalendar.objects.create(code="story", name_en="Story", name_zh="故事")
    _add_version(played.calendar, 1, played.config, None)
    SlaPolicy.objects.update(is_active=False)
    policy = SlaPolicy.objects.create(code="story", name_en="Story", name_zh="故事", position=1)
    version = SlaPolicyVersion.objects.create(policy=policy, number=1)
    budgets = budgets_of(story, variant, suffix)
    SlaTarget.objects.bulk_create(
        SlaTarget(
            version=version,
            tier_id=tier,
            metric=metric,
            kind=SlaTarget.Kind.DURATION,
            amount=seconds,
            calendar=played.calendar,
        )
        for tier in (1, 2, 3, 4)
        for metric, seconds in budgets[tier].items()
    )
    LadderStep.objects.bulk_create(
        LadderStep(version=version, percent=percent, tell=["owner"]) for percent in LADDER
    )
    SlaPolicyVersion.objects.filter(pk=version.pk).update(published_at=moment("2020-01-01T00:00Z"))
    DeskSettings.objects.update(undo_send_seconds=0)


def _add_version(
    calendar: BusinessCalendar, number: int, config: Row, valid_from: datetime | None
) -> None:
    CalendarVersion.objects.create(
        calendar=calendar,
        number=number,
        valid_from=valid_from,
        created_at=valid_from or moment("2020-01-01T00:00Z"),
        tz=config["tz"],
        weekly=config["weekly"],
        holidays=_by_day(config.get("holidays", [])),
        special=config.get("special", {}),
        breaks=config.get("breaks", []),
    )


def _by_day(holidays: Any) -> Row:
    return dict(holidays) if isinstance(holidays, dict) else dict.fromkeys(holidays, "")


def budgets_of(story: Row, variant: str, suffix: str) -> dict[int, dict[str, int]]:
    """The budgets of every tier, with those that the story states for the tiers it names."""
    budgets = {tier: BUDGETS[tier] | {"resolution": RESOLUTION[tier]} for tier in BUDGETS}
    events = [event for event in story["events"] if belongs(event, variant)]
    first = TIERS[next((e["priority"] for e in events if e.get("priority")), "medium")]
    last = TIERS[([e["to"] for e in events if e["event"] == "priority"] or [""])[-1] or "medium"]
    last = last if any(e["event"] == "priority" for e in events) else first
    for row in story["clocks"]:
        if not belongs(row, variant) or row["metric"].endswith(ON_ANOTHER_CALENDAR) != bool(suffix):
            continue
        metric = row["metric"].removesuffix(ON_ANOTHER_CALENDAR)
        if row.get("cycle", 1) > 1 and metric == "resolution":
            continue
        for tier, name in ((last, "budget"), (first, "budget_before"), (first, "budget_at_breach")):
            if name in row and metric in budgets[tier]:
                budgets[tier][metric] = row[name]
    return budgets


# --- Playing --------------------------------------------------------------------------------


def play(story: Row, *, variant: str = "", suffix: str = "", cast: Cast) -> Played:
    played = Played(cast)
    prepare(story, variant, suffix, played)
    for event in story["events"]:
        if not belongs(event, variant):
            continue
        at = moment(event["at"])
        _sweep_until(played, at)
        PLAYERS[event["event"]](played, event, at)
        _sweep_until(played, at)
        _remember(played, event)
        played.ended_at = at
    return played


def go_on_until(played: Played, at: datetime) -> None:
    """Let time pass after the last event."""
    _sweep_until(played, at)
    _remember(played, {"event": "later"})


def _sweep_until(played: Played, at: datetime) -> None:
    while played.is_worker_up:
        row = SlaClock.objects.filter(next_fire_at__isnull=False).order_by("next_fire_at").first()
        if row is None or (comes := _next_second(row.next_fire_at)) > at:
            return
        sweep(at=comes)


def _next_second(when: datetime | None) -> datetime:
    assert when is not None
    whole = when.replace(microsecond=0)
    return whole if whole == when else whole + timedelta(seconds=1)


def _remember(played: Played, event: Row) -> None:
    names = {ticket.pk: name for name, ticket in played.tickets.items()}
    clocks = SlaClock.objects.filter(ticket__in=names)
    played.history.append((event, {(names[c.ticket_id], c.metric, c.cycle): c for c in clocks}))


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
    case = played.ticket(event)
    is_waiting = case.status == Ticket.Status.WAITING_CUSTOMER
    answer = reply(
        ticket_id=case.pk,
        actor=by(played.cast.ana),
        at=at,
        text="We are on it.",
        next_step="We call you.",
        next_step_by=at + timedelta(days=1),
        then=Ticket.Status.WAITING_CUSTOMER if is_waiting else Ticket.Status.OPEN,
    )
    if event.get("delivery") in ("failed", "bounced"):
        mark_failed(message_id=answer.pk, at=at, reason="The mailbox is unknown.")


def _bounced(played: Played, event: Row, at: datetime) -> None:
    sent = played.ticket(event).messages.filter(direction=Message.Direction.OUT).order_by("at")
    answer = sent.last()
    assert answer is not None
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
    DeskSettings.objects.update(close_after_seconds=1)
    case = played.ticket(event)
    case.tasks.filter(done_at__isnull=True).update(done_at=at)
    close_in_silence(ticket_id=case.pk, at=at)


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
    case = played.ticket(event)
    survey = case.surveys.get(round=case.round)
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
    _add_version(played.calendar, played.calendar.versions.count() + 1, played.config, effective)
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
    "delivery_failed": _bounced,
    "internal_note": _noted,
    "auto_ack": _acknowledged,
    "customer_reply": _customer_wrote,
    "status": _status,
    "priority": _reprioritised,
    "resolved": _resolved,
    "closed": _closed,
    "reopened": _reopened,
    "survey_sent": _asked,
    "survey_answer": _answered,
    "merge": _merged,
    "unmerge": _unmerged,
    "withdrawn": _ended("withdrawn"),
    "spam": _ended("spam"),
    "duplicate": _ended("duplicate"),
    "cancelled": _ended("withdrawn"),
    "calendar_published": _calendar_published,
    "worker_down": _worker(is_up=False),
    "worker_up": _worker(is_up=True),
    "warning": _warned,
}


def all_of(rows: Iterable[Row], variant: str, suffix: str) -> list[Row]:
    """The expectations that this way of playing is to meet."""
    return [
        row
        for row in rows
        if belongs(row, variant) and row["metric"].endswith(ON_ANOTHER_CALENDAR) == bool(suffix)
    ]
