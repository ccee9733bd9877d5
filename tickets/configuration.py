"""The desk's configuration as one immutable snapshot, cached in the process until it changes.

Reading it costs one look-up of the configuration stamp, which database triggers renew with every
change of a configured row, whoever made it. Snapshots are replaced whole, never changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import connection

from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Category,
    DeskSettings,
    KeywordRule,
    LadderStep,
    PriorityCell,
    RoutingRule,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    Team,
    Tier,
)
from tickets.sla.calendar import CalendarSpec, CompositeCalendar
from tickets.together import prepared
from tickets.triage import CompiledRules, Rule, compiled_for


class NotConfigured(Exception):
    """Something that every desk needs is missing; the message says what to load or add."""


@dataclass(frozen=True)
class CalendarInForce:
    """A business calendar with all its versions. A broken one raises only when it is used."""

    calendar: BusinessCalendar
    versions: tuple[CalendarVersion, ...]

    @cached_property
    def composite(self) -> CompositeCalendar:
        return CompositeCalendar(
            [(v.valid_from, CalendarSpec.from_config(v.config())) for v in self.versions]
        )

    def version_at(self, moment: datetime) -> CalendarVersion:
        begun = [v for v in self.versions if v.valid_from is None or v.valid_from <= moment]
        return begun[-1] if begun else self.versions[0]


@dataclass(frozen=True)
class PolicyInForce:
    """A policy with its latest published version."""

    policy: SlaPolicy
    category_ids: frozenset[int]
    team_ids: frozenset[int]
    version: SlaPolicyVersion
    targets: dict[tuple[int, str], SlaTarget]


@dataclass(frozen=True)
class Configuration:
    revision: int
    settings: DeskSettings
    tiers: dict[int, Tier]
    matrix: dict[tuple[int, int, int], int]
    categories: dict[int, Category]
    teams: dict[int, Team]
    rules: CompiledRules
    routes: tuple[RoutingRule, ...]
    policies: tuple[PolicyInForce, ...]
    ladders: dict[int, tuple[LadderStep, ...]]
    calendars: dict[int, CalendarInForce]

    @cached_property
    def category_ids(self) -> dict[str, int]:
        return {category.code: category.pk for category in self.categories.values()}

    def tier_choices(self) -> list[tuple[int, str]]:
        """Return ranks and what people choose them by, the most urgent first."""
        return [(rank, f"{rank} · {tier.name}") for rank, tier in sorted(self.tiers.items())]

    def ancestry(self, category_id: int | None) -> tuple[int, ...]:
        """Return the category and its parents, nearest first."""
        chain: list[int] = []
        while category_id is not None and len(chain) <= Category.MAX_DEPTH:
            chain.append(category_id)
            category_id = self.categories[category_id].parent_id
        return tuple(chain)


STAMP = "SELECT revision FROM tickets_configurationstamp WHERE id = 1"
_current: Configuration | None = None
_held: ContextVar[Configuration | None] = ContextVar("configuration", default=None)


def current(revision: int | None = None) -> Configuration:
    """Return the configuration as committed, or as seen by the caller's own transaction.

    `revision` is what its stamp says, for whoever has just read that with something else.
    """
    global _current
    if (held_one := _held.get()) is not None:
        return held_one
    stamp = _stamp() if revision is None else revision
    known = _current
    if known is not None and stamp is not None and known.revision == stamp:
        return known
    _current = fresh = _load(stamp or 0)
    return fresh


def latest() -> Configuration:
    """Return what this process saw last, without asking whether it still holds.

    For what is looked up row by row on a page that has asked once already.
    """
    return _held.get() or _current or current()


def _stamp() -> int | None:
    """Plain SQL: every request asks this, and building it as a queryset costs ten times as much."""
    with connection.cursor() as cursor:
        cursor.execute(prepared(connection, STAMP))
        row = cursor.fetchone()
    return row[0] if row else None


@contextmanager
def held(configuration: Configuration) -> Iterator[None]:
    """Let `current()` be this snapshot for a while: a change sees one configuration, asked once."""
    token = _held.set(configuration)
    try:
        yield
    finally:
        _held.reset(token)


def desk_settings() -> DeskSettings:
    return current().settings


def _load(revision: int) -> Configuration:
    return Configuration(
        revision=revision,
        settings=DeskSettings.objects.filter(pk=1).first() or DeskSettings(pk=1),
        tiers=Tier.objects.in_bulk(),
        matrix={
            (cell.severity, cell.urgency, cell.scope): cell.tier_id
            for cell in PriorityCell.objects.all()
        },
        categories=Category.objects.in_bulk(),
        teams=Team.objects.in_bulk(),
        rules=_keyword_rules(revision),
        routes=tuple(RoutingRule.objects.filter(is_active=True)),
        policies=_policies(),
        ladders=_ladders(),
        calendars=_calendars(),
    )


def _keyword_rules(revision: int) -> CompiledRules:
    return compiled_for(str(revision), _active_rules)


def _active_rules() -> list[Rule]:
    return [rule_of(row) for row in KeywordRule.objects.filter(is_active=True)]


def rule_of(row: KeywordRule) -> Rule:
    """Return a keyword rule, saved or not, as triage takes it."""
    return Rule(
        code=row.code,
        sets=row.sets,
        value=row.value,
        language=row.language,
        words=tuple(row.words),
        guards=tuple(row.guards),
        weight=row.weight,
        name_en=row.name_en,
        name_zh=row.name_zh,
    )


def _policies() -> tuple[PolicyInForce, ...]:
    latest: dict[int, SlaPolicyVersion] = {}
    for version in SlaPolicyVersion.objects.filter(published_at__isnull=False).order_by("number"):
        latest[version.policy_id] = version
    targets: dict[int, dict[tuple[int, str], SlaTarget]] = defaultdict(dict)
    for target in SlaTarget.objects.filter(version__in=latest.values()):
        targets[target.version_id][target.tier_id, target.metric] = target
    policies = SlaPolicy.objects.filter(is_active=True).prefetch_related("categories", "teams")
    return tuple(
        PolicyInForce(
            policy=policy,
            category_ids=frozenset(category.pk for category in policy.categories.all()),
            team_ids=frozenset(team.pk for team in policy.teams.all()),
            version=latest[policy.pk],
            targets=dict(targets[latest[policy.pk].pk]),
        )
        for policy in policies
        if policy.pk in latest
    )


def _ladders() -> dict[int, tuple[LadderStep, ...]]:
    steps: dict[int, list[LadderStep]] = defaultdict(list)
    for step in LadderStep.objects.select_related("tell_team", "tell_webhook").order_by("percent"):
        steps[step.version_id].append(step)
    return {version: tuple(rungs) for version, rungs in steps.items()}


def _calendars() -> dict[int, CalendarInForce]:
    versions: dict[int, list[CalendarVersion]] = defaultdict(list)
    for version in CalendarVersion.objects.order_by("number"):
        versions[version.calendar_id].append(version)
    return {
        calendar.pk: CalendarInForce(calendar, tuple(versions[calendar.pk]))
        for calendar in BusinessCalendar.objects.all()
        if versions[calendar.pk]
    }
