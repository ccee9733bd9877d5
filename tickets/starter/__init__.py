"""The configuration a new desk starts with. Loading it again changes nothing that is there."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction

from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Category,
    DeskSettings,
    KeywordRule,
    LadderStep,
    Macro,
    PriorityCell,
    Product,
    RoutingRule,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    SurveyVersion,
    Team,
    Tier,
)

HERE = Path(__file__).parent


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@transaction.atomic
def load(*, at: datetime) -> None:
    """Add what is missing: teams, categories, products, rules, tiers, matrix, calendars, policies.

    Rows are recognised by their codes; one that exists is left as the administrator made it.
    """
    catalog, sla, words = read("catalog.json"), read("sla.json"), read("words.json")
    _load_settings(catalog, words)
    _load_teams(catalog)
    _load_categories(catalog["categories"])
    for row in catalog["products"]:
        Product.objects.get_or_create(
            code=row["code"], defaults={"name_en": row["name_en"], "name_zh": row["name_zh"]}
        )
    _load_rules()
    for row in sla["tiers"]:
        Tier.objects.get_or_create(rank=row["rank"], defaults=row)
    _load_matrix()
    calendars = {row["code"]: _load_calendar(row, at) for row in sla["calendars"]}
    for row in sla["policies"]:
        _load_policy(_completed(row, sla["policies"]), calendars, at)
    _load_words(words, at)


def _load_settings(catalog: dict[str, Any], words: dict[str, Any]) -> None:
    house = catalog["organisation"]
    DeskSettings.objects.get_or_create(
        pk=1,
        defaults={
            "site_name_en": house["name_en"],
            "site_name_zh": house["name_zh"],
            **words["settings"],
        },
    )


def _load_teams(catalog: dict[str, Any]) -> None:
    for row in catalog["teams"]:
        team, _ = Team.objects.get_or_create(
            code=row["code"], defaults={"name_en": row["name_en"], "name_zh": row["name_zh"]}
        )
        if row["is_fallback"] and not RoutingRule.objects.filter(is_fallback=True).exists():
            RoutingRule.objects.create(
                name="Everything else 其他", team=team, position=1000, is_fallback=True
            )


def _load_categories(rows: list[dict[str, Any]]) -> None:
    """Add the branches that are missing. Runs at every start, so it reads what is there at once."""
    known = {category.code: category for category in Category.objects.all()}
    teams = {team.code: team for team in Team.objects.all()}

    def add(row: dict[str, Any], parent: Category | None, place: int) -> None:
        category = known.get(row["code"]) or _add_category(row, parent, place, teams)
        for position, child in enumerate(row.get("children", ())):
            add(child, category, position)

    for place, row in enumerate(rows):
        add(row, None, place)


def _add_category(
    row: dict[str, Any], parent: Category | None, place: int, teams: dict[str, Team]
) -> Category:
    return Category.objects.create(
        code=row["code"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        parent=parent,
        position=place * 10,
        team=teams.get(row.get("team", "")),
    )


def _load_rules() -> None:
    known = set(KeywordRule.objects.values_list("code", flat=True))
    for row in read("triage_rules.json"):
        if row["code"] not in known:
            KeywordRule.objects.create(**row)


def default_tier(severity: int, urgency: int, scope: int) -> int:
    """Return the starter matrix's tier: the worst severity is urgent, a serious, pressing or
    widespread matter is high, a matter with nothing to it is low, the rest is normal.
    """
    if severity == 1:
        return 1
    if severity == 2 or urgency == 1 or scope == 1:
        return 2
    return 4 if severity == 4 and urgency == 4 else 3


def _load_matrix() -> None:
    if PriorityCell.objects.exists():
        return
    PriorityCell.objects.bulk_create(
        PriorityCell(severity=s, urgency=u, scope=c, tier_id=default_tier(s, u, c))
        for s, u, c in product(range(1, 5), repeat=3)
    )


def _load_calendar(row: dict[str, Any], at: datetime) -> BusinessCalendar:
    calendar, is_new = BusinessCalendar.objects.get_or_create(
        code=row["code"], defaults={"name_en": row["name_en"], "name_zh": row["name_zh"]}
    )
    if is_new:
        CalendarVersion.objects.create(
            calendar=calendar,
            number=1,
            tz=django_settings.TIME_ZONE,
            weekly=row["weekly"],
            holidays=row["holidays"],
            special=row["special"],
            created_at=at,
        )
    return calendar


def _completed(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a policy with what it takes over from the one that it is `like`."""
    model = next((each for each in rows if each["code"] == row.get("like")), {})
    return {**model, **row, "targets": {**model.get("targets", {}), **row["targets"]}}


def _load_policy(row: dict[str, Any], calendars: dict[str, BusinessCalendar], at: datetime) -> None:
    policy, is_new = SlaPolicy.objects.get_or_create(
        code=row["code"],
        defaults={
            **{name: row[name] for name in ("name_en", "name_zh", "position", "kinds")},
            "is_active": row.get("is_active", True),
        },
    )
    if not is_new:
        return
    version = SlaPolicyVersion.objects.create(policy=policy, number=1, published_at=at)
    for metric, by_tier in row["targets"].items():
        for rank in (1, 2, 3, 4):
            kind, *rest = by_tier.get("all") or by_tier[str(rank)]
            amount, calendar = rest or (0, None)
            SlaTarget.objects.create(
                version=version,
                tier_id=rank,
                metric=metric,
                kind=kind,
                amount=amount,
                calendar=calendars.get(calendar) if calendar else None,
            )
    LadderStep.objects.bulk_create(LadderStep(version=version, **step) for step in row["ladder"])


def _load_words(words: dict[str, Any], at: datetime) -> None:
    if not SurveyVersion.objects.exists():
        SurveyVersion.objects.create(number=1, created_at=at, **words["survey"])
    for row in words["macros"]:
        Macro.objects.get_or_create(name_en=row["name_en"], defaults=row)
