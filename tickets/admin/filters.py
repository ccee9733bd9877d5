"""Filters of lists whose codes have names elsewhere than in the table's own choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest


def by_choices(
    field: str, label: Any, choices: Callable[[], Iterable[tuple[str, Any]]]
) -> type[SimpleListFilter]:
    """Make a filter on `field` that offers `choices` (code, name), asked for at each request."""

    class ByChoices(SimpleListFilter):
        title = label
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return list(choices())

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            value = self.value()
            return queryset.filter(**{field: value}) if value else queryset

    return ByChoices
