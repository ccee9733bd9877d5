"""Several kept statements that are read as one.

A page asks a dozen small things of one ticket. Whatever each of them reads, a message there and
back, a cursor and a snapshot cost both sides as much again. So what a page is sure to ask is asked
ahead, in one message:

    with read_ahead([_events.asking(ticket.pk), _clocks.asking(ticket.pk)]):
        _clocks.all(ticket.pk)  # is there already

Nobody inside has to know: what was not asked ahead, or with other values, is asked as ever. Rows
are as they were when the block began, so only look inside it.

The statements are the parts of a UNION ALL: `0` and what the first selects, `1` and what the second
selects. A row has a place for each column of the widest part, by types, and NULL where its part has
none; read as JSON, each value would be made into text and back. PostgreSQL gives the rows of each
part in the part's own order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connection

from tickets.kept_sql import Question, Statement, answered
from tickets.together import prepared

MOST_JOINED = 24
"""Combinations of statements. Each connection keeps more than a megabyte of each that it has
prepared: a page had better ask for all it may need than for what one row seems to need."""

type Row = tuple[Any, ...]


@contextmanager
def read_ahead(questions: Iterable[Question]) -> Iterator[None]:
    """Read what answers these questions at once; a block inside another adds to it."""
    known = answered.get({})
    token = answered.set(known | _answers([each for each in questions if each not in known]))
    try:
        yield
    finally:
        answered.reset(token)


def _answers(questions: Sequence[Question]) -> dict[Question, list[Any]]:
    asked = {question: question.statement for question in questions}
    answers: dict[Question, list[Any]] = {one: [] for one, found in asked.items() if found is None}
    statements = {question: found for question, found in asked.items() if found is not None}
    joined = _joined(tuple(statements.values()))
    if joined is None:
        return answers
    params = [
        param
        for question, statement in statements.items()
        for param in statement.params_with(question.values)
    ]
    return answers | dict(zip(statements, joined.fetch(params), strict=True))


# --- Joining ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Joined:
    """`picks` take the columns of each part out of a row."""

    sql: str
    parts: tuple[Statement, ...]
    picks: tuple[Callable[[Row], Row], ...]

    def fetch(self, params: Sequence[Any]) -> list[list[Any]]:
        """Return the rows of each part."""
        with connection.cursor() as cursor:
            cursor.execute(prepared(connection, self.sql), params)
            rows: list[list[Row]] = [[] for _part in self.parts]
            for row in cursor.fetchall():
                rows[row[0]].append(self.picks[row[0]](row))
        return [part.read(found) for part, found in zip(self.parts, rows, strict=True)]


_known: dict[tuple[Statement, ...], Joined] = {}


def _joined(parts: tuple[Statement, ...]) -> Joined | None:
    """Return the parts as one; None where it is better that each is asked by itself."""
    if len(parts) < 2 or not settings.DB_PREPARE:
        return None
    if parts not in _known and len(_known) < MOST_JOINED:
        _known[parts] = _join(parts)
    return _known.get(parts)


def _join(parts: tuple[Statement, ...]) -> Joined:
    places = _places(parts)
    chosen = [_chosen(part.columns, places) for part in parts]
    texts = (
        _part(number, part, taken, places)
        for number, (part, taken) in enumerate(zip(parts, chosen, strict=True))
    )
    return Joined("\nUNION ALL\n".join(texts), parts, tuple(_pick(taken) for taken in chosen))


def _places(parts: Iterable[Statement]) -> list[str]:
    """Return the types of a row's places: of each as many as the part that has the most."""
    most: Counter[str] = Counter()
    for part in parts:
        most |= Counter(part.columns)
    return list(most.elements())


def _chosen(columns: Iterable[str], places: Sequence[str]) -> list[int]:
    """Return the place of each column: the first of its type that is free."""
    chosen: list[int] = []
    for column in columns:
        chosen.append(
            next(n for n, type_ in enumerate(places) if type_ == column and n not in chosen)
        )
    return chosen


def _part(number: int, part: Statement, chosen: Sequence[int], places: Sequence[str]) -> str:
    names = [f"c{n}" for n in chosen]
    selected = (f"{f'c{n}' if n in chosen else 'NULL'}::{type_}" for n, type_ in enumerate(places))
    # The parts are Django's own SQL; their values stay parameters.
    return (
        f"SELECT {number}, {', '.join(selected)} "  # nosec B608
        f"FROM ({part.sql}) AS part ({', '.join(names)})"
    )


def _pick(chosen: Sequence[int]) -> Callable[[Row], Row]:
    # The number of the part stands before all places.
    taken = [place + 1 for place in chosen]
    if len(taken) == 1:
        return lambda row: (row[taken[0]],)
    return itemgetter(*taken)
