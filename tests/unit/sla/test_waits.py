"""Report metrics from status events: worked examples on office hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tickets.sla.calendar import ALWAYS_OPEN, CalendarSpec
from tickets.sla.waits import waited

OFFICE = CalendarSpec.from_config(
    {
        "tz": "UTC",
        "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
HOUR = 3600


def on(day: int, hour: int) -> datetime:
    """A moment of the week that begins on Monday 5 January 2026."""
    return datetime(2026, 1, day, hour, tzinfo=UTC)


RECEIVED = on(5, 10)
# Asked 11-13, on hold 14-15, solved at 16; again from Tuesday 9 to 10, closed a week later.
MOVES = [
    (on(5, 10), "open"),
    (on(5, 11), "waiting_customer"),
    (on(5, 13), "open"),
    (on(5, 14), "on_hold"),
    (on(5, 15), "open"),
    (on(5, 16), "resolved"),
    (on(6, 9), "open"),
    (on(6, 10), "resolved"),
    (on(13, 10), "closed"),
]


@pytest.mark.parametrize(
    ("metric", "hours"), [("requester_wait", 5), ("agent_work", 4), ("handling_total", 7)]
)
def test_each_metric_leaves_out_its_own_statuses(metric: str, hours: int) -> None:
    assert waited(metric, RECEIVED, MOVES, OFFICE) == hours * HOUR


def test_the_calendar_decides_what_a_night_counts() -> None:
    assert waited("handling_total", RECEIVED, MOVES[:6], ALWAYS_OPEN) == 6 * HOUR
    unfinished = [(on(5, 11), "open")]
    assert waited("handling_total", RECEIVED, unfinished, OFFICE, until=on(6, 10)) == 8 * HOUR
    assert waited("handling_total", RECEIVED, unfinished, ALWAYS_OPEN, until=on(6, 10)) == 24 * HOUR


def test_an_open_ticket_counts_up_to_now_even_if_it_was_resolved_before() -> None:
    reopened = MOVES[:7]
    assert waited("requester_wait", RECEIVED, reopened, OFFICE, until=on(6, 12)) == 7 * HOUR
    with pytest.raises(ValueError, match="until"):
        waited("requester_wait", RECEIVED, reopened, OFFICE)


def test_a_cancelled_ticket_ends_there() -> None:
    moves = [(on(5, 11), "open"), (on(5, 12), "cancelled")]
    assert waited("agent_work", RECEIVED, moves, OFFICE) == 2 * HOUR
