"""Checks of the configuration in the database: `manage.py check --database default`.

A desk that misses one of these would refuse the next complaint, or leave it without a promise.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LOAD = "Run `manage.py load_starter`, or add it in the admin."


@register(Tags.database)
def the_desk_can_take_complaints(
    app_configs: Sequence[Any] | None = None,
    databases: Collection[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Look for the rows every ticket needs. Says nothing before the tables are as they should be:
    `migrate` runs this check too, and what is missing must not keep a desk from its next release.
    """
    if not databases or _waits_for_migrations():
        return []
    try:
        return [*_routing(), *_matrix(), *_policies(), *_calendars()]
    except DatabaseError:
        return []


def _waits_for_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _routing() -> list[CheckMessage]:
    from tickets.models import RoutingRule

    if RoutingRule.objects.filter(is_fallback=True, is_active=True).exists():
        return []
    return [Error("No routing rule takes what nothing else matches.", hint=LOAD, id="tickets.E001")]


def _matrix() -> list[CheckMessage]:
    from tickets.models import PriorityCell

    missing = 4**3 - PriorityCell.objects.count()
    if not missing:
        return []
    return [
        Error(f"The priority matrix lacks {missing} of 64 cells.", hint=LOAD, id="tickets.E002")
    ]


def _policies() -> list[CheckMessage]:
    from tickets.sla.publishing import has_catch_all

    if has_catch_all():
        return []
    return [
        Error(
            "No published SLA policy matches every ticket, so some would have no promise.",
            hint=LOAD,
            id="tickets.E003",
        )
    ]


def _calendars() -> list[CheckMessage]:
    from tickets.models import CalendarVersion
    from tickets.sla.calendar import validate

    return [
        Warning(
            f"{version}: {problem}",
            hint="Add a version of this calendar without the fault.",
            id="tickets.W004",
        )
        for version in CalendarVersion.objects.select_related("calendar")
        for problem in validate(version.config())
    ]
