"""Test vectors of the time engine: cases in JSON, each with the result it must have.

Three formats, told apart by their keys: `op` (due and elapsed), `checks` (stories), `rule` (date
deadlines). A case that raises, lacks something or has no known format is a failed case, and says
why; only a file without a list of cases is a VectorError.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from tickets.sla.calendar import (
    Calendar,
    CalendarSpec,
    CompositeCalendar,
    due_at,
    elapsed,
)
from tickets.sla.deadlines import date_deadline
from tickets.sla.spec import KEYS, WEEKDAYS

WHOLE_DAY = [["00:00", "24:00"]]


class VectorError(ValueError):
    """A file that holds no vectors, or a case that is none; the message says what is missing."""


class Check(NamedTuple):
    """One expected result: `name` to print, `got()` computes."""

    name: str
    expected: Any
    got: Callable[[], Any]

    def failure(self) -> str | None:
        """What to print when it fails; None when it passes."""
        try:
            got = self.got()
        except Exception as error:  # a case that raises has failed, and says how
            return (
                f"{self.name}: expected {_text(self.expected)}, got {type(error).__name__}: {error}"
            )
        if got == self.expected:
            return None
        return f"{self.name}: expected {_text(self.expected)}, got {_text(got)}"


def checks_of(cases: Any) -> Iterator[Check]:
    """Turn the content of a vector file into checks. Raises VectorError where it has no list."""
    if not isinstance(cases, list):
        raise VectorError("it holds no list of cases: write [{...}, ...].")
    for index, case in enumerate(cases):
        try:
            yield from _checks(case)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            name = case.get("id") if isinstance(case, Mapping) else None
            yield Check(f"case {name or index}", "a case", partial(_refuse, _reason(error)))


def calendar_of(raw: Any) -> Calendar:
    """A calendar as a vector gives it: a configuration, or [[valid_from or null, config], ...].

    What else a configuration says, its name for instance, is for readers.
    """
    if isinstance(raw, Mapping):
        return _version(raw)
    return CompositeCalendar(
        (_optional(valid_from), _version(config)) for valid_from, config in raw
    )


def _version(config: Mapping[str, Any]) -> CalendarSpec:
    return CalendarSpec.from_config({key: config[key] for key in KEYS if key in config})


def workday_calendar(raw: Mapping[str, Any]) -> CalendarSpec:
    """The calendar of a date deadline: workdays, holidays, make-up days, all of them whole days."""
    return CalendarSpec.from_config(
        {
            "tz": raw["tz"],
            "weekly": {day: WHOLE_DAY for day in WEEKDAYS if day in raw["workdays"]},
            "holidays": raw.get("holidays", []),
            "special": dict.fromkeys(raw.get("makeup_workdays", []), WHOLE_DAY),
        }
    )


def _checks(case: Mapping[str, Any]) -> Iterator[Check]:
    if "op" in case:
        yield _engine_check(case["id"], case["op"], case, _expected(case))
    elif "checks" in case:
        for number, check in enumerate(case["checks"], 1):
            yield _engine_check(f"{case['id']}.{number}", check["fn"], check, check["equals"])
    elif "rule" in case:
        yield _deadline_check(case)
    else:
        raise VectorError("it has neither `op`, `checks` nor `rule`")


def _expected(case: Mapping[str, Any]) -> Any:
    if case["op"] not in ("due", "elapsed"):
        raise VectorError(f"`{case['op']}` is neither due nor elapsed")
    return case[f"expected_{case['op']}"]


def _engine_check(name: str, fn: str, case: Mapping[str, Any], expected: Any) -> Check:
    start, raw = _instant(case["start"]), case["calendar"]
    pauses = [(_instant(begin), _optional(end)) for begin, end in case.get("pauses") or ()]
    if fn in ("due", "due_at"):
        call = partial(_due, start, case["budget_seconds"], raw, pauses)
        return Check(f"{name} due_at", _optional(expected), call)
    if fn == "elapsed":
        end = _instant(case["end"])
        return Check(f"{name} elapsed", expected, partial(_elapsed, start, end, raw, pauses))
    raise VectorError(f"`{fn}` is neither due_at nor elapsed")


def _due(start: datetime, budget: float, raw: Any, pauses: list) -> datetime | None:
    return due_at(start, budget, calendar_of(raw), pauses)


def _elapsed(start: datetime, end: datetime, raw: Any, pauses: list) -> int | float:
    return elapsed(start, end, calendar_of(raw), pauses)


def _deadline_check(case: Mapping[str, Any]) -> Check:
    expected = _optional(case["expected_deadline"])
    received, n, rule = _instant(case["received"]), case["n"], case["rule"]
    closing = case.get("close_of_business")

    def got() -> datetime | None:
        return date_deadline(received, n, rule, workday_calendar(case["calendar"]), closing)

    return Check(f"{case['id']} {rule}", expected, got)


def _instant(text: str) -> datetime:
    """Vectors speak UTC: an instant that names no offset is one of it."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _optional(text: str | None) -> datetime | None:
    return None if text is None else _instant(text)


def _refuse(reason: str) -> None:
    raise VectorError(f"it can't be read: {reason}")


def _text(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
