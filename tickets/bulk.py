"""Write many rows in one statement, with as little Python a row as it takes.

Django's `bulk_update` builds a CASE for each row and field, and its `bulk_create` asks each field
about each value: for a batch of 200 escalations that is eight tenths of the time. Here a column
travels as one array, and only the few types that need it are prepared. Inside `together` the
statements wait for each other and leave as one message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.base import ModelState

from tickets.together import apart, is_together, prepared, send, stock_of

# Planning arrays costs more than planning so many rows side by side.
FEW = 20

# What the database adapter takes as it is; anything else goes through its field.
TAKEN_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DateTimeField,
    models.UUIDField,
    models.ForeignKey,
)


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
    sql, params = insert.statement(rows, ignore_conflicts=ignore_conflicts, returning=gets_keys)
    is_kept = len(rows) <= FEW
    if gets_keys:
        with connection.cursor() as cursor:
            cursor.execute(prepared(connection, sql) if is_kept else sql, params)
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    else:
        send(connection, sql, params, is_kept=is_kept)
    for row in rows if not ignore_conflicts else ():
        row._state.adding, row._state.db = False, alias


def update_rows(rows: Sequence[models.Model], names: Collection[str]) -> None:
    """UPDATE the named fields of saved rows, all of one model. Sends no signals."""
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    update = _update(model, alias, frozenset(names))
    if update.columns.nests and len(rows) > 1:
        model._default_manager.bulk_update(
            rows, [field.name for field in update.columns.fields[1:]]
        )
        return
    send(connections[alias], *update.statement(rows), is_kept=len(rows) == 1)


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

    What `draw_ahead` has drawn is used up first.
    """
    stock = stock_of(connections[DEFAULT_DB_ALIAS])
    keys = [stock[name].pop(0) if stock.get(name) else None for name in sequences]
    missing = [name for name, key in zip(sequences, keys, strict=True) if key is None]
    fresh = iter(_next_values(missing) if missing else ())
    return tuple(next(fresh) if key is None else key for key in keys)


def draw_ahead(*sequences: str) -> None:
    """Draw numbers that others will ask for until the `together` around ends, in one statement.

    What nobody takes is lost: a sequence may have gaps, so it is drawn only where it is wanted.
    Outside of `together` nothing is drawn.
    """
    stock = stock_of(connections[DEFAULT_DB_ALIAS])
    if is_together(connections[DEFAULT_DB_ALIAS]):
        for name, key in zip(sequences, _next_values(sequences), strict=True):
            stock.setdefault(name, []).append(key)


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
    related = {name: values.pop(name) for name in relations if name in values}
    vars(row).update(fixed, _state=ModelState(), **values)
    for name, other in related.items():
        if other is not None:
            setattr(row, name, other)
    for name, default in made:
        if name not in values:
            setattr(row, name, default())
    return row


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], tuple[str, ...]]:
    """Return the defaults of a model's columns, those always the same and those to call, and the
    names of its relations.
    """
    fixed, made = {}, []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            made.append((field.attname, field.default))
        else:
            fixed[field.attname] = field.get_default()
    relations = tuple(f.name for f in model._meta.concrete_fields if f.is_relation)
    return fixed, made, relations


class _Columns:
    """How the values of some fields of a model are taken from a row, worked out once a process."""

    def __init__(self, model: type[models.Model], alias: str, fields: Sequence[Any]) -> None:
        self.connection = connections[alias]
        self.fields = fields
        self.names = [self.quoted(field.column) for field in fields]
        self.table = self.quoted(model._meta.db_table)
        self.key = self.quoted(model._meta.pk.column)
        # Postgres flattens an array of arrays, so rows that hold one travel side by side.
        self.nests = any(isinstance(field, ArrayField) for field in fields)
        self.arrays = ", ".join(f"%s::{_type(field, self.connection)}[]" for field in fields)
        self._raw = [attrgetter(field.attname) for field in fields]
        self._relations = [(n, f) for n, f in enumerate(fields) if f.is_relation]
        self._prepared = [
            (n, _preparing(f, self.connection))
            for n, f in enumerate(fields)
            if not isinstance(f, TAKEN_AS_THEY_ARE)
        ]

    def quoted(self, name: str | None) -> str:
        assert name, "A field without a column is no part of a row."
        return self.connection.ops.quote_name(name)

    def values_of(self, row: models.Model) -> list[Any]:
        values = [value_of(row) for value_of in self._raw]
        for n, field in self._relations:
            if values[n] is None:
                values[n] = _key(row, field)
        for n, prepare in self._prepared:
            values[n] = prepare(values[n])
        return values


def _preparing(field: Any, connection: Any) -> Callable[[Any], Any]:
    """Return what makes of a field's value one that the database adapter takes."""
    if isinstance(field, models.JSONField) and field.encoder is None:
        return _as_json
    return partial(field.get_db_prep_save, connection=connection)


def _as_json(value: Any) -> str | None:
    """Django wraps it for the adapter, which serialises it later: six times the work."""
    return None if value is None else json.dumps(value)


class _Insert:
    """The INSERT of one model. Only the model's own identifiers are put into its statements."""

    def __init__(self, model: type[models.Model], alias: str, has_keys: bool) -> None:
        fields = [f for f in model._meta.concrete_fields if has_keys or not f.primary_key]
        self.has_keys = has_keys
        self.columns = _Columns(model, alias, fields)
        self.into = f"INSERT INTO {self.columns.table} ({', '.join(self.columns.names)})"
        self.row = f"({', '.join(['%s'] * len(fields))})"
        self.many = f"SELECT * FROM unnest({self.columns.arrays})"  # nosec B608

    def statement(
        self, rows: Sequence[models.Model], *, ignore_conflicts: bool, returning: bool
    ) -> tuple[str, list[Any]]:
        after = ""
        if ignore_conflicts:
            after = " ON CONFLICT DO NOTHING"
        elif returning:
            after = f" RETURNING {self.columns.key}"
        values = [self.columns.values_of(row) for row in rows]
        if len(rows) <= FEW or self.columns.nests:
            side_by_side = ", ".join([self.row] * len(rows))
            flat = [value for row in values for value in row]
            return f"{self.into} VALUES {side_by_side}{after}", flat
        arrays = [list(column) for column in zip(*values, strict=True)]
        return f"{self.into} {self.many}{after}", arrays


class _Update:
    """The UPDATE of some fields of one model."""

    def __init__(self, model: type[models.Model], alias: str, names: frozenset[str]) -> None:
        fields = [model._meta.pk, *(_field(model, name) for name in sorted(names))]
        self.columns = columns = _Columns(model, alias, fields)
        head = f"UPDATE {columns.table}"
        key, *changed = columns.names
        self.one = f"{head} SET {', '.join(f'{name} = %s' for name in changed)} WHERE {key} = %s"
        self.many = (
            f"{head} AS r SET {', '.join(f'{name} = v.{name}' for name in changed)}"
            f" FROM unnest({columns.arrays}) AS v (key, {', '.join(changed)}) WHERE r.{key} = v.key"
        )

    def statement(self, rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
        values = [self.columns.values_of(row) for row in rows]
        if len(rows) == 1:
            key, *changed = values[0]
            return self.one, [*changed, key]
        return self.many, [list(column) for column in zip(*values, strict=True)]


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


def _key(row: models.Model, field: Any) -> Any:
    """The key of what a row points at, which may have been saved only after it was assigned."""
    value = getattr(row, field.attname)
    if value is None and field.is_cached(row) and (other := getattr(row, field.name)) is not None:
        setattr(row, field.attname, other.pk)
        return other.pk
    return value
