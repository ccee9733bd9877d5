"""The desk that a story is played on: its calendar, its one policy, its tickets by name.

Tiers have the budgets of SLA.md section 5; a clock of the story that states another budget gets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.cast import Cast
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    DeskSettings,
    LadderStep,
    SlaClock,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    Ticket,
)
from tickets.sla.spec import WEEKDAYS

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
    """One calendar, one policy for everything, the usual ladder, and replies leave at once.

    A story may state `policy`: fields of the policy's version, such as `pauses_on_hold`.
    """
    played.config = calendar_of(story, suffix)
    played.calendar = BusinessCalendar.objects.create(code="story", name_en="Story", name_zh="故事")
    add_version(played.calendar, 1, played.config, None)
    SlaPolicy.objects.update(is_active=False)
    policy = SlaPolicy.objects.create(code="story", name_en="Story", name_zh="故事", position=1)
    version = SlaPolicyVersion.objects.create(policy=policy, number=1, **story.get("policy", {}))
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


def add_version(
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
