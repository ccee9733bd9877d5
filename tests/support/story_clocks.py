"""Compares the clocks of a played story with what the story says, key by key.

A key that nobody here can compare is a difference too: nothing that a story states goes unread.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.stories import go_on_until
from tests.support.story_desk import ON_ANOTHER_CALENDAR, Played, Row, moment
from tickets import configuration
from tickets.models import SlaBreach, SlaClock, SlaFiring, SlaPause, TicketEvent
from tickets.sla import measures
from tickets.sla.waits import NOT_COUNTED, waited

REPORTED = {"total_handling": "handling_total"} | {name: name for name in NOT_COUNTED}
NOT_COMPARED = {"metric", "variant", "cycle", "ticket", "note"}
OUTCOMES = {
    "met": "met",
    "breached_running": "breached",
    "breached_stopped": "breached",
    "cancelled": "cancelled",
    "running": "running",
    "paused": "paused",
}


def differences(played: Played, rows: list[Row]) -> list[str]:
    """Return one line for each stated value that came out otherwise."""
    found = []
    for row in rows:
        metric = row["metric"].removesuffix(ON_ANOTHER_CALENDAR)
        got = _reported(played, row) if metric in REPORTED else _clock(played, row, metric)
        for key, expected in row.items():
            if key in NOT_COMPARED:
                continue
            value = got(key)
            wanted = _plain(expected)
            if _plain(value) != wanted:
                found.append(f"{row['metric']} {key}: expected {wanted}, got {_plain(value)}")
    return found


def _plain(value: Any) -> Any:
    """Instants in every notation become instants, so that only what they mean is compared."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, str) and len(value) > 18 and value[4] == "-" and value.endswith("Z"):
        return moment(value)
    return value


def _reported(played: Played, row: Row) -> Callable[[str], Any]:
    """A report metric: only its sum exists."""
    ticket, settings = played.ticket(row), configuration.current()
    moves = [
        (event.at, event.data["to"])
        for event in TicketEvent.objects.filter(ticket=ticket, code="ticket.status").order_by("seq")
    ]
    assert played.calendar is not None
    composite = settings.calendars[played.calendar.pk].composite
    seconds = waited(
        REPORTED[row["metric"]], ticket.received_at, moves, composite, until=played.ended_at
    )
    return {"elapsed": seconds}.get


def _clock(played: Played, row: Row, metric: str) -> Callable[[str], Any]:
    key = (row.get("ticket", ""), metric, row.get("cycle", 1))
    clock = played.history[-1][1].get(key)
    if clock is None:
        return lambda name: False if name == "exists" else "no such clock"
    comparing = Comparing(played, row, clock, key)

    def value(name: str) -> Any:
        reader = getattr(comparing, name, None)
        return "a key that can't be compared" if reader is None else reader()

    return value


class Comparing:
    """What one clock was, by the names that stories give it."""

    def __init__(
        self, played: Played, row: Row, clock: SlaClock, key: tuple[str, str, int]
    ) -> None:
        self._played, self._row, self._now, self._key = played, row, clock, key

    def _breach(self) -> SlaBreach | None:
        return SlaBreach.objects.filter(clock=self._now).first()

    def _before(self, event_name: str) -> SlaClock:
        """The clock as it was just before the first such event."""
        names = [event["event"] for event, _clocks in self._played.history]
        return self._played.history[names.index(event_name) - 1][1][self._key]

    def _while_paused(self) -> SlaClock:
        for event, clocks in self._played.history:
            if event["event"] == "status" and event["to"].startswith(("waiting", "on_hold")):
                return clocks[self._key]
        raise AssertionError("The story never pauses.")

    def exists(self) -> bool:
        return True

    def budget(self) -> int:
        return self._now.budget_seconds

    def budget_before(self) -> int:
        return self._before("priority").budget_seconds

    def budget_at_breach(self) -> int | None:
        breach = self._breach()
        return breach.budget_seconds if breach else None

    def started(self) -> datetime:
        return self._now.started_at

    start = started

    def due(self) -> datetime | None:
        return self._now.due_at

    def due_before(self) -> datetime | None:
        return self._before("priority").due_at

    def due_while_paused(self) -> datetime | None:
        return self._while_paused().due_at

    def due_local(self) -> str | None:
        zone = ZoneInfo(self._played.config["tz"])
        return self._now.due_at.astimezone(zone).isoformat() if self._now.due_at else None

    def stopped(self) -> datetime | None:
        return self._now.stopped_at

    def elapsed(self) -> int | None:
        return self._now.elapsed_seconds

    def remaining(self) -> int:
        paused = self._while_paused()
        pause = SlaPause.objects.filter(ticket=paused.ticket_id).order_by("from_at").first()
        assert pause is not None
        settings = configuration.current()
        used = measures.elapsed_of(paused, paused.started_at, pause.from_at, [], settings)
        return paused.budget_seconds - used

    def outcome(self) -> str:
        return OUTCOMES[self._now.state]

    state = outcome

    def breached_at(self) -> datetime | None:
        breach = self._breach()
        assert breach is None or breach.breached_at == self._now.breached_at
        return breach.breached_at if breach else None

    def detected_at(self) -> datetime | None:
        breach = self._breach()
        return breach.detected_at if breach else None

    def reason(self) -> str | None:
        breach = self._breach()
        if breach is not None:
            return breach.reason
        note = self._now.events.filter(code="cancelled").first()
        return note.data["reason"] if note else None

    def overdue(self) -> int:
        return self._now.overdue_seconds or 0

    def overdue_calendar(self) -> int:
        stopped, breached = self._now.stopped_at, self._now.breached_at
        return int((stopped - breached).total_seconds()) if stopped and breached else 0

    def pauses(self) -> list[tuple[datetime, datetime | None]]:
        pauses = SlaPause.objects.filter(ticket=self._now.ticket_id).order_by("from_at")
        return [(begin, end) for begin, end, _why in measures.pauses_of(self._now, pauses)]

    def frozen(self) -> bool:
        """Whether the last event left the stopped clock as it was, to the last field."""
        before, after = self._played.history[-2][1][self._key], self._now
        fields = [field.attname for field in SlaClock._meta.concrete_fields]
        return all(getattr(before, name) == getattr(after, name) for name in fields)

    def ladder(self) -> dict[str, datetime]:
        """When each level was to fire; time goes on until the last one has."""
        last = max(moment(when) for when in self._row["ladder"].values())
        go_on_until(self._played, last + timedelta(seconds=2))
        fired = SlaFiring.objects.filter(clock=self._now, is_superseded=False)
        return {str(f.level): f.scheduled_at for f in fired if str(f.level) in self._row["ladder"]}

    def told(self) -> dict[str, bool]:
        """The levels that were passed, and whether each told anybody or gave way to another."""
        fired = SlaFiring.objects.filter(clock=self._now)
        return {str(f.level): not f.is_superseded for f in fired}

    def warnings(self) -> list[Row]:
        """The levels that have fired, then the one that comes next."""
        fired = {f.level: f.scheduled_at for f in SlaFiring.objects.filter(clock=self._now)}
        return [
            {
                "level": row["level"],
                "scheduled": fired.get(row["level"], self._now.next_fire_at),
                "fired": row["level"] in fired,
            }
            for row in self._row["warnings"]
        ]
