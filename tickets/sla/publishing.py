"""Drafting and publishing versions of policies: complete or refused, frozen once published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets.display import listed, titled
from tickets.errors import DeskError
from tickets.models import LadderStep, Metric, SlaPolicy, SlaPolicyVersion, SlaTarget, Tier

REQUIRED = (
    Metric.ACKNOWLEDGEMENT,
    Metric.FIRST_RESPONSE,
    Metric.NEXT_REPLY,
    Metric.PERIODIC_UPDATE,
    Metric.RESOLUTION,
    Metric.ASSIGNMENT,
)


class PolicyIncomplete(DeskError):
    """The matrix has empty cells, or the policies have no catch-all; the message names them."""


def missing_cells(version: SlaPolicyVersion) -> list[tuple[int, str]]:
    """Return the (tier, metric) cells that have neither a target nor an explicit “no promise”."""
    present = set(version.targets.values_list("tier_id", "metric"))
    tiers = Tier.objects.order_by("rank").values_list("rank", flat=True)
    return [
        (rank, metric) for rank in tiers for metric in REQUIRED if (rank, metric) not in present
    ]


def publish(version: SlaPolicyVersion, *, at: datetime) -> SlaPolicyVersion:
    """Put a version in force for clocks that start from now on; running clocks keep theirs.

    Raises PolicyIncomplete naming every missing cell, or for a version already published.
    """
    if version.published_at is not None:
        raise PolicyIncomplete(
            _("This version is published already. Draft a new one to change it.")
        )
    missing = missing_cells(version)
    if missing:
        raise PolicyIncomplete(
            _("Add a target, or “no promise”, for: %(cells)s.") % {"cells": _named(missing)}
        )
    version.published_at = at
    version.save(update_fields=["published_at"])
    return version


def _named(cells: Iterable[tuple[int, str]]) -> str:
    tiers = Tier.objects.in_bulk()
    return listed(titled(tiers[rank].name, Metric(metric).label) for rank, metric in cells)


@transaction.atomic
def draft_from(policy: SlaPolicy) -> SlaPolicyVersion:
    """Return the policy's draft, copied from its latest version when there is none yet.

    The first version of a policy begins as what holds for every ticket: nobody fills 24 cells.
    """
    latest = policy.versions.order_by("-number").first()
    if latest is not None and latest.published_at is None:
        return latest
    pattern = latest or _in_force_for_all()
    draft = SlaPolicyVersion.objects.create(
        policy=policy,
        number=latest.number + 1 if latest else 1,
        pauses_on_hold=pattern.pauses_on_hold if pattern else False,
        reopen_budget_seconds=pattern.reopen_budget_seconds if pattern else None,
    )
    if pattern is not None:
        _copy(pattern.targets.all(), draft)
        _copy(pattern.ladder.all(), draft)
    return draft


def _in_force_for_all() -> SlaPolicyVersion | None:
    versions = SlaPolicyVersion.objects.filter(policy__in=_catch_alls(), published_at__isnull=False)
    return versions.order_by("policy__position", "-number").first()


def _copy(rows: Iterable[SlaTarget] | Iterable[LadderStep], draft: SlaPolicyVersion) -> None:
    for row in rows:
        row.pk, row.version = None, draft
        row._state.adding = True
        row.save(force_insert=True)


def keep_a_catch_all(policy_id: int, *, stays_one: bool) -> None:
    """Raise PolicyIncomplete when the last policy that matches everything would be none."""
    if not stays_one and not has_catch_all(policy_id):
        raise PolicyIncomplete(
            _(
                "One active policy has to match everything. Keep this one free of conditions, "
                "or publish another without any first."
            )
        )


def has_catch_all(excluding: int | None = None) -> bool:
    """Return whether an active policy without any condition and with a published version exists."""
    candidates = _catch_alls()
    if excluding is not None:
        candidates = candidates.exclude(pk=excluding)
    return candidates.exists()


def _catch_alls() -> QuerySet[SlaPolicy]:
    return SlaPolicy.objects.filter(
        is_active=True,
        kinds=[],
        tiers=[],
        channels=[],
        customer_tiers=[],
        languages=[],
        categories=None,
        teams=None,
        versions__published_at__isnull=False,
    )
