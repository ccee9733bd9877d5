"""Rows that are read for a name: whoever owns a ticket, the policy behind a clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet


def read_beside(rows: QuerySet[Any], **fields: str) -> QuerySet[Any]:
    """Select related rows, and of each nothing but its key and these fields.

        read_beside(tickets, owner="display_name", interview="title held_at")

    A page shows a name of most rows that stand beside its own, but reads all their columns, twenty
    of a person alone. Anything else is read when it is asked for, by a statement of its own.
    """
    unread = (
        f"{path}__{name}"
        for path, wanted in fields.items()
        for name in _others(_model_at(rows.model, path), wanted.split())
    )
    return rows.select_related(*fields).defer(*unread)


def _model_at(model: Any, path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def _others(model: type[Model], wanted: list[str]) -> Iterator[str]:
    known = {model._meta.get_field(name) for name in wanted} | {model._meta.pk}
    return (field.name for field in model._meta.concrete_fields if field not in known)
