"""The category tree as choices."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tickets.configuration import Configuration
from tickets.models import Category

type Choice = tuple[int, str]


def category_choices(
    settings: Configuration, now: datetime, *, keep: int | None = None
) -> list[Choice]:
    """Return (id, path) in the tree's order; those in use today, and `keep` in any case."""
    today = timezone.localtime(now).date()
    return [
        (category.pk, _path(settings, category))
        for category in _in_order(settings)
        if category.is_usable_on(today) or category.pk == keep
    ]


def _in_order(settings: Configuration) -> list[Category]:
    return sorted(settings.categories.values(), key=lambda row: _sort_key(settings, row))


def _sort_key(settings: Configuration, category: Category) -> list[tuple[int, str]]:
    chain = reversed(settings.ancestry(category.pk))
    return [(settings.categories[pk].position, settings.categories[pk].code) for pk in chain]


def _path(settings: Configuration, category: Category) -> str:
    chain = reversed(settings.ancestry(category.pk))
    return " › ".join(settings.categories[pk].name for pk in chain)
