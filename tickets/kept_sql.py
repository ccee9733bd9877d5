"""Querysets whose SQL is worked out once a process.

Django works out the SQL of a queryset anew each time it is read: on the pages of the desk that was
more than the database took to answer. A `Kept` is the function that builds the queryset; its SQL is
kept and prepared once a connection, and only the values are put in:

    EVENTS = Kept(lambda ticket: TicketEvent.objects.filter(ticket=ticket).order_by("-seq")[:300])
    events = EVENTS.all(ticket.pk)

Values by place become parameters: int, str, datetime, or a list of these. Values by name shape the
statement (`Kept(lambda user, *, sight: ...)`), and one statement is kept for each combination. The
queryset may select rows, `only`, `select_related`, `annotate` and `values_list`, but not prefetch;
an iterable of its own has a function `make` of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

from tickets.kept_rows import columns_of, reader_of
from tickets.together import prepared

MOST_SHAPES = 256
"""Of one Kept: addresses of queues are shapes too, and people may type what they like."""
MOST_PREPARED = 32
"""Of one Kept: the first of its shapes, because each connection holds what it has prepared."""

LISTS = (list, tuple)

type Build = Callable[..., QuerySet[Any, Any]]


class NotKept(TypeError):
    """The SQL depends on a value in another way than by a parameter; name that value instead."""


@dataclass(frozen=True, eq=False)
class Statement:
    """`slots` pairs places in `params` with the place of the value that belongs there.

    `columns` are the types of what it selects, in the words of the database.
    """

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, int], ...]
    read: Callable[[Iterable[Sequence[Any]]], list[Any]]
    columns: tuple[str, ...]
    is_prepared: bool = True

    def params_with(self, values: Sequence[Any]) -> list[Any]:
        flat, filled = _flat(values), list(self.params)
        for place, number in self.slots:
            filled[place] = flat[number]
        return filled


class Question(NamedTuple):
    """What a `Kept` is asked; equal questions have equal answers."""

    kept: Kept
    values: tuple[Hashable, ...]
    shape: tuple[tuple[str, Hashable], ...]

    @property
    def statement(self) -> Statement | None:
        """Return what answers it; None where no row can."""
        return self.kept.statement_for(self.values, dict(self.shape))

    def answer(self) -> list[Any]:
        return self.kept.all(*self.values, **dict(self.shape))


answered: ContextVar[dict[Question, list[Any]]] = ContextVar("answered")
"""Rows that were read ahead, by what they answer: see `tickets.kept_ahead`."""


class Kept:
    def __init__(self, build: Build) -> None:
        self.build = build
        self._statements: dict[Hashable, Statement | None] = {}
        self._prepared = 0

    def all(self, *values: Any, **shape: Hashable) -> list[Any]:
        """Run the statement and return its rows as the queryset would."""
        known = answered.get(None)
        if known is not None and (rows := known.get(self.asking(*values, **shape))) is not None:
            return rows
        statement = self.statement_for(values, shape)
        if statement is None:
            return []
        return statement.read(_fetch(statement, statement.sql, values))

    def first(self, *values: Any, **shape: Hashable) -> Any:
        """Return the first row or None; the queryset itself says where it ends."""
        return next(iter(self.all(*values, **shape)), None)

    def count(self, *values: Any, **shape: Hashable) -> int:
        """Count the rows in the database."""
        statement = self.statement_for(values, shape)
        if statement is None:
            return 0
        # The queryset's own SQL; its values stay parameters.
        counting = f"SELECT count(*) FROM ({statement.sql}) AS counted"  # nosec B608
        return int(_fetch(statement, counting, values)[0][0])

    def asking(self, *values: Any, **shape: Hashable) -> Question:
        """Return what `all` would be asked, to have it read ahead with other questions."""
        hashable = (tuple(value) if isinstance(value, list) else value for value in values)
        return Question(self, tuple(hashable), tuple(shape.items()))

    def queryset(self, *values: Any, **shape: Hashable) -> QuerySet[Any, Any]:
        """Return what is kept, as a queryset: to compare with."""
        return self.build(*values, **shape)

    def statement_for(self, values: Sequence[Any], shape: dict[str, Hashable]) -> Statement | None:
        lengths = tuple(len(value) if isinstance(value, LISTS) else None for value in values)
        key = (lengths, *shape.items())
        if key not in self._statements:
            if len(self._statements) >= MOST_SHAPES:
                self._statements.clear()
            self._statements[key] = self._worked_out(values, shape)
        return self._statements[key]

    def _worked_out(self, values: Sequence[Any], shape: dict[str, Hashable]) -> Statement | None:
        statement = _worked_out(self.build, values, shape)
        self._prepared += 1
        if statement is None or self._prepared <= MOST_PREPARED:
            return statement
        return replace(statement, is_prepared=False)


def _fetch(statement: Statement, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            prepared(connection, sql) if statement.is_prepared else sql,
            statement.params_with(values),
        )
        return cursor.fetchall()


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, LISTS) else [value])]


# --- Working it out --------------------------------------------------------------------------


def _worked_out(
    build: Build, values: Sequence[Any], shape: dict[str, Hashable]
) -> Statement | None:
    """Build the queryset twice with different stand-ins: what differs are the values, by place."""
    first, second = (_stand_ins(values, start) for start in (31_001, 32_001))
    queryset = build(*first, **shape)
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
        other_sql, other_params = build(*second, **shape).query.sql_with_params()
    except EmptyResultSet:
        return None
    if sql != other_sql:
        raise NotKept("A value changes the statement itself.")
    slots: Sequence[tuple[int, int]] = tuple(
        _slots(params, other_params, _flat(first), _flat(second))
    )
    if {number for _place, number in slots} != set(range(len(_flat(values)))):
        raise NotKept("A value isn't among the parameters.")
    sql, params, slots = _with_constants(sql, params, slots)
    return Statement(sql, params, slots, reader_of(queryset, compiler), columns_of(compiler))


def _with_constants(
    sql: str, params: Sequence[Any], slots: Sequence[tuple[int, int]]
) -> tuple[str, tuple[Any, ...], tuple[tuple[int, int], ...]]:
    """Write what never changes into the statement: prepared, a bare parameter has no type."""
    numbers, texts, rest = dict(slots), [], []
    for place, param in enumerate(params):
        if place in numbers or not isinstance(param, int | str) or "%" in str(param):
            rest.append((param, numbers.get(place)))
            texts.append("%s")
        else:
            texts.append(_literal(param))
    filled = tuple((n, number) for n, (_param, number) in enumerate(rest) if number is not None)
    escaped = sql.replace("%%", "%%%%")
    return escaped % tuple(texts), tuple(param for param, _number in rest), filled


def _literal(value: int | str) -> str:
    with connection.cursor() as cursor:
        return str(cursor.mogrify("%s", [value]).decode())


def _stand_ins(values: Sequence[Any], start: int) -> list[Any]:
    """Values of the same types that stand nowhere else in the statement; fit a smallint."""
    numbers = count(start)
    return [
        [_like(one, numbers) for one in value]
        if isinstance(value, LISTS)
        else _like(value, numbers)
        for value in values
    ]


def _like(value: Any, numbers: Iterator[int]) -> Any:
    number = next(numbers)
    if isinstance(value, datetime):
        return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    if isinstance(value, str):
        return f"stand-in {number}"
    if isinstance(value, int):
        return number
    raise NotKept(f"{type(value).__name__} can't be a value; name it.")


def _slots(
    params: Sequence[Any], others: Sequence[Any], first: list[Any], second: list[Any]
) -> Iterator[tuple[int, int]]:
    for place, (one, other) in enumerate(zip(params, others, strict=True)):
        if one == other:
            continue
        number = first.index(one) if one in first else -1
        if number < 0 or second[number] != other:
            raise NotKept("A parameter is worked out from a value; hand in what it becomes.")
        yield place, number
