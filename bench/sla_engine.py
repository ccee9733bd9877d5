"""How many deadlines a second the time engine reckons, on one core.

    python -m bench.sla_engine

A typical case: Monday to Friday 09:00-12:00 and 13:00-18:00 in Berlin, public holidays, two pauses,
a budget of five working days (40 h). Every `due_at` gathers the pieces that explain it; `shown`
also turns them into the named stretches that a ticket's panel shows.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tickets.sla.calendar import CalendarSpec, due_at, explain_due

OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]
CONFIG = {
    "tz": "Europe/Berlin",
    "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
    "holidays": {
        "2026-01-01": "New Year's Day",
        "2026-04-03": "Good Friday",
        "2026-04-06": "Easter Monday",
        "2026-05-01": "Labour Day",
        "2026-05-14": "Ascension Day",
        "2026-05-25": "Whit Monday",
        "2026-10-03": "German Unity Day",
        "2026-12-25": "Christmas Day",
        "2026-12-26": "Second Day of Christmas",
        "2027-01-01": "New Year's Day",
    },
    "special": {"2026-12-24": [["09:00", "12:00"]], "2026-12-31": []},
    "breaks": [{"date": "2026-06-18", "from": "14:00", "to": "18:00"}],
}
BUDGET_SECONDS = 5 * 8 * 3600
YEAR_MINUTES = 365 * 24 * 60


def cases(count: int, seed: int = 1) -> list[tuple]:
    """Starts spread over a year, each with a pause of hours and one of a day or two."""
    dice = random.Random(seed)
    return [_case(dice) for _ in range(count)]


def _case(dice: random.Random) -> tuple:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(YEAR_MINUTES))
    first = start + timedelta(minutes=dice.randrange(60, 2000))
    second = first + timedelta(minutes=dice.randrange(1000, 4000))
    pauses = [
        (first, first + timedelta(minutes=dice.randrange(30, 600)), "waiting_customer"),
        (second, second + timedelta(minutes=dice.randrange(600, 2880)), "on_hold"),
    ]
    return start, pauses


def calls_a_second(call: Callable, work: list[tuple], rounds: int = 30) -> int:
    """The best of many short rounds over the same work, the caches warm.

    Processor time, since the figure is for one core and the machine may have more to do.
    """
    calendar = CalendarSpec.from_config(CONFIG)
    best = float("inf")
    for _ in range(rounds + 1):
        began = time.process_time()
        for start, pauses in work:
            call(start, BUDGET_SECONDS, calendar, pauses)
        best = min(best, time.process_time() - began)
    return round(len(work) / best)


def _show(*case: Any) -> None:
    assert explain_due(*case).stretches


def measure(count: int = 2_000) -> dict:
    """Return figures for `bin/bench`: calls a second, and how many stretches a case has."""
    work = cases(count)
    calendar = CalendarSpec.from_config(CONFIG)
    shown = [explain_due(start, BUDGET_SECONDS, calendar, pauses) for start, pauses in work]
    return {
        "due_at_per_second": calls_a_second(due_at, work),
        "shown_per_second": calls_a_second(_show, work),
        "stretches_per_case": round(sum(len(each.stretches) for each in shown) / count, 1),
        "target_per_second": 40_000,
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
