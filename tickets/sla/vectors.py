"""Test vectors of the time engine: cases in JSON, each with the result it must have.

Three formats, told apart by their keys: `op` (due and elapsed), `checks` (stories), `rule` (date
deadlines). A case that raises, lacks something or has no known format is a failed case, and says
why; it takes none of its neighbours along. Keys that nobody here asks for are for readers.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from math import isfinite
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
DUE, ELAPSED = ("due", "due_at"), "elapsed"


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
        if isinstance(case, Mapping):
            yield from _checks(str(case.get("id", f"case {index}")), case)
        else:
            yield unreadable(f"case {index}", "a case", "it is no object: write {...}.")


def unreadable(name: str, what: str, reason: str) -> Check:
    """A check that fails with the reason why `what` couldn't be read."""
    return Check(name, what, partial(_refuse, f"it can't be read: {reason}"))


def _refuse(reason: str) -> None:
    raise VectorError(reason)


def _checks(name: str, case: Mapping[str, Any]) -> Iterator[Check]:
    if "op" in case:
        op = case["op"]
        expected = "expected_due" if op in DUE else "expected_elapsed"
        yield _read(name, _engine_check, case, op, expected)
    elif "checks" in case:
        yield from _story_checks(name, case["checks"])
    elif "rule" in case:
        yield _read(name, _deadline_check, case)
    else:
        yield unreadable(name, "a case", "it has neither `op`, `checks` nor `rule`.")


def _story_checks(name: str, rows: Any) -> Iterator[Check]:
    if not isinstance(rows, list):
        yield unreadable(name, "a case", "`checks` is no list: write [{...}, ...].")
        return
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping):
            yield _read(f"{name}.{number}", _engine_check, row, row.get("fn"), "equals")
        else:
            yield unreadable(f"{name}.{number}", "a case", "it is no object: write {...}.")


def _read(name: str, reader: Callable[..., Check], *args: Any) -> Check:
    try:
        return reader(name, *args)
    except KeyError as error:
        return unreadable(name, "a case", f"{error} is missing.")
    except VectorError as error:
        return unreadable(name, "a case", str(error))


def _engine_check(name: str, case: Mapping[str, Any], fn: Any, expected: str) -> Check:
    if fn not in (*DUE, ELAPSED):
        raise VectorError(f"`{fn}` is neither due_at nor elapsed.")
    raw, start, pauses = case["calendar"], _instant(case, "start"), _pauses(case)
    if fn in DUE:
        budget = _number(case, "budget_seconds")
        due = None if case[expected] is None else _instant(case, expected)
        return Check(f"{name} due_at", due, partial(_due, start, budget, raw, pauses))
    end = _instant(case, "end")
    call = partial(_elapsed, start, end, raw, pauses)
    return Check(f"{name} elapsed", _number(case, expected), call)


def _due(start: datetime, budget: float, raw: Any, pauses: list) -> datetime | None:
    return due_at(start, budget, calendar_of(raw), pauses)


def _elapsed(start: datetime, end: datetime, raw: Any, pauses: list) -> int | float:
    return elapsed(start, end, calendar_of(raw), pauses)


def _deadline_check(name: str, case: Mapping[str, Any]) -> Check:
    deadline, raw = case["expected_deadline"], case["calendar"]
    received, n, rule = _instant(case, "received"), _whole(case, "n"), case["rule"]
    closing = case.get("close_of_business")

    def got() -> datetime | None:
        return date_deadline(received, n, rule, workday_calendar(raw), closing)

    expected = None if deadline is None else _instant(case, "expected_deadline")
    return Check(f"{name} {rule}", expected, got)


# --- Calendars ------------------------------------------------------------------------------


def calendar_of(raw: Any) -> Calendar:
    """A calendar as a vector gives it: a configuration, or [[valid_from or null, config], ...].

    What else a configuration says, its name for instance, is for readers.
    """
    if isinstance(raw, Mapping):
        return _version(raw)
    if not isinstance(raw, list) or not all(_is_pair(row) for row in raw):
        raise VectorError("`calendar` is neither an object nor a list of [valid_from, calendar].")
    return CompositeCalendar(
        (None if since is None else _moment("calendar", since), _version(config))
        for since, config in raw
    )


def _version(config: Mapping[str, Any]) -> CalendarSpec:
    if not isinstance(config, Mapping):
        return CalendarSpec.from_config(config)
    return CalendarSpec.from_config({key: config[key] for key in KEYS if key in config})


def workday_calendar(raw: Any) -> CalendarSpec:
    """The calendar of a date deadline: workdays, holidays, make-up days, all of them whole days."""
    if not isinstance(raw, Mapping):
        raise VectorError("`calendar` is no object: write {...}.")
    workdays = _rows(raw, "workdays")
    if unknown := [day for day in workdays if day not in WEEKDAYS]:
        raise VectorError(f"`workdays`: {unknown[0]!r} is no weekday: use {', '.join(WEEKDAYS)}.")
    return CalendarSpec.from_config(
        {
            "tz": raw.get("tz"),
            "weekly": dict.fromkeys(workdays, WHOLE_DAY),
            "holidays": raw.get("holidays"),
            "special": {str(day): WHOLE_DAY for day in _rows(raw, "makeup_workdays")},
        }
    )


# --- Values ---------------------------------------------------------------------------------


def _instant(case: Mapping[str, Any], field: str) -> datetime:
    return _moment(field, case[field])


def _moment(field: str, text: Any) -> datetime:
    """Vectors speak UTC: an instant that names no offset is one of it."""
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise VectorError(
            f"`{field}`: {text!r} is no instant: write 2026-01-05T10:00:00Z."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _number(case: Mapping[str, Any], field: str) -> int | float:
    value = case[field]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not isfinite(value):
        raise VectorError(f"`{field}`: {value!r} is no number of seconds.")
    return value


def _whole(case: Mapping[str, Any], field: str) -> int:
    value = case[field]
    if isinstance(value, bool) or not isinstance(value, int):
        raise VectorError(f"`{field}`: {value!r} is no whole number.")
    return value


def _pauses(case: Mapping[str, Any]) -> list[tuple[datetime, datetime | None]]:
    rows = _rows(case, "pauses")
    if not all(_is_pair(row) for row in rows):
        raise VectorError("`pauses`: write [[from, to or null], ...].")
    return [
        (_moment("pauses", begin), None if end is None else _moment("pauses", end))
        for begin, end in rows
    ]


def _rows(case: Mapping[str, Any], field: str) -> list:
    """A list that may be left out or null."""
    rows = [] if case.get(field) is None else case[field]
    if not isinstance(rows, list):
        raise VectorError(f"`{field}` is no list: write [...], empty for none.")
    return rows


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2


def _text(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
