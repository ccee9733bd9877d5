"""When the levels of an escalation ladder fall due (SLA.md, near-breach and escalation ladder)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from tickets.sla.calendar import Calendar, due_at


def level_budget(level_percent: int | Decimal, budget_seconds: int | float | Decimal) -> int:
    """The part of a budget at a level, half up to whole seconds: 50 % of 45 s is 23 s."""
    share = Decimal(str(budget_seconds)) * Decimal(str(level_percent)) / 100
    return int(share.to_integral_value(ROUND_HALF_UP))


def fire_at(
    level_percent: int | Decimal,
    start: datetime,
    budget_seconds: int | float | Decimal,
    calendar: Calendar,
    pauses: Iterable = (),
) -> datetime | None:
    """The moment a level of the ladder fires; None if it never does.

    Eight hours on Mon-Fri 09:00 to 17:00 from Monday 10:00: 50 % on Monday 14:00, 75 % on Monday
    16:00, 100 % on Tuesday 10:00, 150 % on Tuesday 14:00.
    """
    return due_at(start, level_budget(level_percent, budget_seconds), calendar, pauses)
