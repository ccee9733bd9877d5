"""Write many rows in one statement, with as little Python a row as it takes.

Django's `bulk_update` builds a CASE for each row and field, and its `bulk_create` asks each field
about each value: for a batch of 200 escalations that is eight tenths of the time. Here all rows
travel as one JSON text, which Postgres takes apart by the columns' types. Quoting four hundred
values for one complaint took the adapter longer than everything else that writing it takes, and
reading them cost the server a sixth of its time; so many rows or few are also the same statement.
Inside `together` the statements wait for each other and leave as one message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.base import ModelState

from tickets.together import apart, is_together, prepared, send, stock_of

# So many rows get their keys beforehand; of more than these the INSERT returns them.
FEW = 20


def insert_rows(
    rows: Sequence[models.Model], *, ignore_conflicts: bool = False, needs_keys: bool = True
) -> None:
    """INSERT new rows of one model; those without a key get one, unless conflicts are ignored.

    Either all rows have their keys already or none has. With `needs_keys=False` nobody asks for
    the keys, so that the rows can wait for others (see `tickets.together`). Sends no signals. Rows
    they point at are saved by now, or will be before the transaction ends.
    """
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    insert = _insert(model, alias, rows[0].pk is not None)
    gets_keys = needs_keys and not (insert.has_keys or ignore_conflicts)
    said = [insert.columns.as_json(rows)]
    if gets_keys:
        with connection.cursor() as cursor:
            cursor.execute(prepared(connection, insert.returning), said)
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    else:
        send(connection, insert.forgiving if ignore_conflicts else insert.plain, said)
    for row in rows if not ignore_conflicts else ():
        row._state.adding, row._state.db = False, alias


def update_rows(rows: Sequence[models.Model], names: Collection[str]) -> None:
    """UPDATE the named fields of saved rows, all of one model. Sends no signals."""
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    update = _update(model, alias, frozenset(names))
    said = update.columns.as_json(rows)
    if len(rows) == 1:
        send(connections[alias], update.one, [said, rows[0].pk])
    else:
        # How best to find many rows depends on how many the table has by then.
        send(connections[alias], update.many, [said], is_kept=False)


def draw_keys(*groups: Sequence[models.Model]) -> None:
    """Give rows their keys in one statement, so that others can point at them before they leave.

    A group of more than a few is left as it is: its INSERT returns the keys.
    """
    rows = [row for group in groups if len(group) <= FEW for row in group if row.pk is None]
    if rows:
        keys = draw(*(sequence_of(type(row)) for row in rows))
        for row, key in zip(rows, keys, strict=True):
            row.pk = key


def draw(*sequences: str) -> tuple[int, ...]:
    """Return the next number of each of these sequences, which may be named more than once.

    What `ask_and_draw` has drawn ahead is used up first.
    """
    stock = stock_of(connections[DEFAULT_DB_ALIAS])
    keys = [stock[name].pop(0) if stock.get(name) else None for name in sequences]
    missing = [name for name, key in zip(sequences, keys, strict=True) if key is None]
    fresh = iter(_next_values(missing) if missing else ())
    return tuple(next(fresh) if key is None else key for key in keys)


def ask_and_draw(
    question: str, params: Sequence[Any], *, sequences: Sequence[str]
) -> tuple[Any, ...] | None:
    """Return the one row that is asked for, or None; draw numbers ahead in the same statement.

    `{numbers}` stands in the question behind its columns. Others who ask for numbers until the
    `together` around ends get these; what nobody takes is lost: a sequence may have gaps, so it is
    drawn only where it is wanted. Outside of `together` nothing is drawn.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    drawn = sequences if is_together(connection) else ()
    numbers = "".join(f", nextval('{name}')" for name in drawn)
    with connection.cursor() as cursor:
        cursor.execute(prepared(connection, question.format(numbers=numbers)), params)
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        return None
    asked = len(row) - len(drawn)
    stock = stock_of(connection)
    for name, number in zip(drawn, row[asked:], strict=True):
        stock.setdefault(name, []).append(number)
    return row[:asked]


def _next_values(sequences: Sequence[str]) -> tuple[int, ...]:
    connection = connections[DEFAULT_DB_ALIAS]
    numbers = ", ".join(f"nextval('{name}')" for name in sequences)
    with apart(connection), connection.cursor() as cursor:
        cursor.execute(prepared(connection, f"SELECT {numbers}"))  # nosec B608
        drawn: tuple[int, ...] = cursor.fetchone()
    return drawn


@cache
def sequence_of(model: type[models.Model]) -> str:
    """Return the sequence behind a model's identity column, by the name Postgres gave it."""
    return f"{model._meta.db_table}_{model._meta.pk.column}_seq"


def make[Row: models.Model](model: type[Row], **values: Any) -> Row:
    """Return a new row as `model(**values)` does; its key by its name: `id`, not `pk`.

    Django asks each field about each row and sends two signals: of the thirty rows of a complaint
    that was an eighth of the time in Python. Here the defaults are worked out once a process.
    """
    row = model.__new__(model)
    fixed, made, relations = _defaults(model)
    state = ModelState()
    for name in relations.keys() & values.keys():
        other = state.fields_cache[name] = values.pop(name)
        values[relations[name]] = other.pk if other is not None else None
    vars(row).update(fixed, _state=state, **values)
    for name, default in made:
        if name not in values:
            setattr(row, name, default())
    return row


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, str]]:
    """Return the defaults of a model's columns, those always the same and those to call, and the
    names of its relations with those of their keys.
    """
    fixed, made = {}, []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            made.append((field.attname, field.default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, made, _relations(model._meta.concrete_fields)


def _relations(fields: Collection[Any]) -> dict[str, str]:
    return {field.name: field.attname for field in fields if field.is_relation}


class _Columns:
    """How the values of some fields of a model are taken from rows, worked out once a process."""

    def __init__(self, model: type[models.Model], alias: str, fields: Sequence[Any]) -> None:
        connection = connections[alias]
        quoted = connection.ops.quote_name
        self.names = [quoted(field.column) for field in fields]
        self.table = quoted(model._meta.db_table)
        self.key = quoted(str(model._meta.pk.column))
        types = [_type(field, connection) for field in fields]
        typed = ", ".join(f"{n} {t}" for n, t in zip(self.names, types, strict=True))
        self.rows = f"json_to_recordset(%s) AS v ({typed})"
        self._columns = [field.column for field in fields]
        self._values_of = itemgetter(*[field.attname for field in fields])
        self._relations = _relations(fields)

    def as_json(self, rows: Sequence[models.Model]) -> str:
        """Return the rows as the JSON that `self.rows` reads."""
        columns, values_of = self._columns, self._values_of
        for row in rows:
            if row._state.fields_cache:
                self._take_keys(row)
        return _as_json([dict(zip(columns, values_of(vars(row)), strict=True)) for row in rows])

    def _take_keys(self, row: models.Model) -> None:
        """Take the keys of what a row points at and was saved only after it was assigned."""
        facts = vars(row)
        for name, other in row._state.fields_cache.items():
            attribute = self._relations.get(name)
            if attribute is not None and other is not None and facts[attribute] is None:
                facts[attribute] = other.pk


# What JSON has no form for and Postgres reads as Python writes it.
TEXTS = frozenset({datetime, date, time, UUID, Decimal})


def _as_text(value: Any) -> str:
    if type(value) in TEXTS:
        return str(value)
    raise TypeError(
        f"{value!r} is a {type(value).__name__}: say in tickets/bulk.py how Postgres reads one."
    )


_as_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_text
).encode


class _Insert:
    """The INSERTs of one model. Only the model's own identifiers are put into its statements."""

    def __init__(self, model: type[models.Model], alias: str, has_keys: bool) -> None:
        fields = [f for f in model._meta.concrete_fields if has_keys or not f.primary_key]
        self.has_keys = has_keys
        self.columns = columns = _Columns(model, alias, fields)
        into = f"INSERT INTO {columns.table} ({', '.join(columns.names)})"
        self.plain = f"{into} SELECT * FROM {columns.rows}"  # nosec B608
        self.forgiving = f"{self.plain} ON CONFLICT DO NOTHING"
        self.returning = f"{self.plain} RETURNING {columns.key}"


class _Update:
    """The UPDATE of some fields of one model."""

    def __init__(self, model: type[models.Model], alias: str, names: frozenset[str]) -> None:
        fields = [model._meta.pk, *(_field(model, name) for name in sorted(names))]
        self.columns = columns = _Columns(model, alias, fields)
        key, *changed = columns.names
        changes = ", ".join(f"{name} = v.{name}" for name in changed)
        start = f"UPDATE {columns.table} AS r SET {changes}"  # nosec B608
        both = f"{start} FROM {columns.rows} WHERE r.{key} ="
        self.one, self.many = f"{both} %s", f"{both} v.{key}"


_insert = cache(_Insert)
_update = cache(_Update)


def _field(model: type[models.Model], name: str) -> models.Field:
    """The field of a name or attribute (`owner`, `owner_id`)."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{model.__name__}.{name} has no column."
    return field


def _type(field: Any, connection: Any) -> str:
    """An identity column's values are integers."""
    return field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
