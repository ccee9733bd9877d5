"""Counts that stay cheap: many at once, each stopping at a cap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

CAP = 1000


def count_many(querysets: Mapping[str, Tickets]) -> dict[str, int]:
    """Count every queryset up to the cap, in one statement.

    Each reads at most CAP index entries, so that a page's navigation costs the same at any size.
    """
    counts = dict.fromkeys(querysets, 0)
    selects: list[str] = []
    names: list[str] = []
    params: list[Any] = []
    for name, tickets in querysets.items():
        rows = tickets.order_by().values("pk")[:CAP]
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        # Django's own SQL of a queryset; its values stay parameters.
        selects.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # nosec B608
        names.append(name)
        params.extend(values)
    if selects:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(selects), params)
            counts.update(zip(names, cursor.fetchone(), strict=True))
    return counts


def capped(count: int) -> str:
    """Word a count: `184`, or `999+` where counting stopped."""
    return f"{CAP - 1}+" if count >= CAP else str(count)
