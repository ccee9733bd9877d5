"""Write many rows in one statement, with as little Python a row as it takes.

Django's `bulk_update` builds a CASE for each row and field, and its `bulk_create` asks each field
about each value: for a batch of 200 escalations that is eight tenths of the time. Here a column
travels as one array, and only the few types that need it are prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, router

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


def insert_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """INSERT new rows of one model; those without a key get one, unless conflicts are ignored.

    Either all rows have their keys already or none has. Sends no signals. Rows they point at are
    saved by now, or will be before the transaction ends.
    """
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    table = _table(model, alias, rows[0].pk is not None)
    values = [table.values_of(row) for row in rows]
    with connections[alias].cursor() as cursor:
        cursor.execute(*table.insert(values, ignore_conflicts=ignore_conflicts))
        if not table.has_keys and not ignore_conflicts:
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    if not ignore_conflicts:
        for row in rows:
            row._state.adding, row._state.db = False, alias


class _Table:
    """What inserting rows of one model takes, worked out once a process."""

    def __init__(self, model: type[models.Model], alias: str, has_keys: bool) -> None:
        connection = connections[alias]
        self.has_keys = has_keys
        self.fields = [f for f in model._meta.concrete_fields if has_keys or not f.primary_key]
        self.raw_values = attrgetter(*(field.attname for field in self.fields))
        self.relations = [(n, f) for n, f in enumerate(self.fields) if f.is_relation]
        self.prepared = [
            (n, f, connection)
            for n, f in enumerate(self.fields)
            if not isinstance(f, TAKEN_AS_THEY_ARE)
        ]
        self.key = _quoted(model._meta.pk, connection)
        names = ", ".join(_quoted(field, connection) for field in self.fields)
        self.into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"
        self.one = f"VALUES ({', '.join(['%s'] * len(self.fields))})"
        self.arrays = _arrays(self.fields, connection)
        # Postgres flattens an array of arrays, so such rows travel side by side.
        self.nests = any(isinstance(field, ArrayField) for field in self.fields)

    def values_of(self, row: models.Model) -> list[Any]:
        values = list(self.raw_values(row))
        for n, field in self.relations:
            if values[n] is None:
                values[n] = _key(row, field)
        for n, field, connection in self.prepared:
            values[n] = field.get_db_prep_save(values[n], connection)
        return values

    def insert(self, rows: list[list[Any]], *, ignore_conflicts: bool) -> tuple[str, list[Any]]:
        """The statement and its parameters. Only the model's own identifiers are put in."""
        after = ""
        if ignore_conflicts:
            after = " ON CONFLICT DO NOTHING"
        elif not self.has_keys:
            after = f" RETURNING {self.key}"
        if len(rows) == 1:
            return f"{self.into} {self.one}{after}", rows[0]
        if self.nests:
            many = ", ".join([self.one.removeprefix("VALUES ")] * len(rows))
            return f"{self.into} VALUES {many}{after}", [value for row in rows for value in row]
        columns = [list(column) for column in zip(*rows, strict=True)]
        return f"{self.into} SELECT * FROM unnest({self.arrays}){after}", columns


_table = cache(_Table)


def update_rows(rows: Sequence[models.Model], names: Collection[str]) -> None:
    """UPDATE the named fields of saved rows, all of one model. Sends no signals."""
    if not rows:
        return
    model = type(rows[0])
    fields = [_field(model, name) for name in sorted(names)]
    if any(isinstance(field, ArrayField) for field in fields):
        model._default_manager.bulk_update(rows, [field.name for field in fields])
        return
    connection = connections[router.db_for_write(model)]
    key = model._meta.pk
    columns = [_quoted(field, connection) for field in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    # Only the model's own quoted identifiers are put in; values are parameters.
    statement = (
        f"UPDATE {table} AS r"  # nosec B608
        f" SET {', '.join(f'{column} = v.{column}' for column in columns)}"
        f" FROM unnest({_arrays([key, *fields], connection)})"
        f" AS v (key, {', '.join(columns)}) WHERE r.{_quoted(key, connection)} = v.key"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(rows, [key, *fields], connection))


def _field(model: type[models.Model], name: str) -> models.Field:
    """The field of a name or attribute (`owner`, `owner_id`)."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{model.__name__}.{name} has no column."
    return field


def _quoted(field: models.Field, connection: Any) -> str:
    """The field's column as an identifier for SQL."""
    return connection.ops.quote_name(field.column)


def _arrays(fields: Iterable[Any], connection: Any) -> str:
    """One parameter a column, cast to an array of the column's type (an identity is an integer)."""
    types = [
        field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
        for field in fields
    ]
    return ", ".join(f"%s::{kind}[]" for kind in types)


def _columns(rows: Sequence[models.Model], fields: Iterable[Any], connection: Any) -> list[list]:
    return [_column(rows, field, connection) for field in fields]


def _column(rows: Sequence[models.Model], field: Any, connection: Any) -> list:
    values = list(map(attrgetter(field.attname), rows))
    if field.is_relation and None in values:
        return [_key(row, field) for row in rows]
    if isinstance(field, TAKEN_AS_THEY_ARE):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _key(row: models.Model, field: Any) -> Any:
    """The key of what a row points at, which may have been saved only after it was assigned."""
    value = getattr(row, field.attname)
    if value is None and field.is_cached(row) and (other := getattr(row, field.name)) is not None:
        setattr(row, field.attname, other.pk)
        return other.pk
    return value
