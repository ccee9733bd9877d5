"""Rows of a statement that is kept, as what its queryset would have made of them.

A page of the desk holds a hundred to two hundred instances of models. Django makes each as a form
would, by signals and a setter for every field; what comes from the database needs neither. As
Django does when it unpickles one, an instance is made bare here and its fields put into it, which
takes a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable

type Row = Sequence[Any]

MAKERS = ("__init__", "from_db")


def reader_of(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Iterable[Row]], list[Any]]:
    """Return what reads the rows of `queryset`, whose SQL `compiler` has just made."""
    converters = compiler.get_converters(expression for expression, _s, _a in compiler.select)
    make = _maker_of(queryset, compiler)

    def converted(row: Row) -> list[Any]:
        values = list(row)
        for place, (steps, expression) in converters.items():
            for step in steps:
                values[place] = step(values[place], expression, connection)
        return values

    def read(rows: Iterable[Row]) -> list[Any]:
        return [make(converted(row) if converters else row) for row in rows]

    return read


def columns_of(compiler: Any) -> tuple[str, ...]:
    """Return the type of every column, without its length: `varchar`, `bigint`, `jsonb`."""
    fields = (expression.output_field for expression, _sql, _alias in compiler.select)
    return tuple(re.sub(r"\(.*?\)", "", field.db_type(connection)) for field in fields)


def _maker_of(queryset: Any, compiler: Any) -> Callable[[Row], Any]:
    if issubclass(queryset._iterable_class, FlatValuesListIterable):
        return lambda row: row[0]
    if not issubclass(queryset._iterable_class, ModelIterable):
        return getattr(queryset._iterable_class, "make", tuple)
    return _annotated(queryset, compiler)


def _annotated(queryset: Any, compiler: Any) -> Callable[[Row], Any]:
    make = _instances(compiler.klass_info, compiler.select, queryset._fetch_mode)
    annotations = list((compiler.annotation_col_map or {}).items())
    if not annotations:
        return make

    def make_annotated(row: Row) -> Any:
        instance = make(row)
        for name, place in annotations:
            setattr(instance, name, row[place])
        return instance

    return make_annotated


def _instances(klass: Any, select: Any, fetch_mode: Any) -> Callable[[Row], Any]:
    """Return what makes an instance, with those that were selected beside it, of a whole row.

    None where an outer join found nobody.
    """
    model = klass["model"]
    _refuse_what_wants_to_know(model)
    start, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [select[place][0].target.attname for place in range(start, end)]
    key = start + names.index(model._meta.pk.attname)
    beside = [
        (_instances(each, select, fetch_mode), each["local_setter"], each["remote_setter"])
        for each in klass.get("related_klass_infos", ())
    ]

    def make(row: Row) -> Any:
        if row[key] is None:
            return None
        instance = model.__new__(model)
        state = ModelState()
        state.adding, state.db, state.fetch_mode = False, DEFAULT_DB_ALIAS, fetch_mode
        instance.__dict__ = {"_state": state, **dict(zip(names, row[start:end], strict=True))}
        for make_other, keep, keep_back in beside:
            other = make_other(row)
            keep(instance, other)
            if other is not None:
                keep_back(other, instance)
        return instance

    return make


def _refuse_what_wants_to_know(model: type[Model]) -> None:
    """A model that has a say in how its instances are made would not be asked."""
    makers = {name: next(each for each in model.__mro__ if name in vars(each)) for name in MAKERS}
    if set(makers.values()) != {Model} or model._meta.parents:
        raise TypeError(f"{model.__name__} makes its instances its own way; don't keep its SQL.")
