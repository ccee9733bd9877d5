"""The times that the policies in force promise, for customers to read before they write."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tickets import configuration
from tickets.configuration import Configuration, PolicyInForce
from tickets.display import duration
from tickets.models import Metric, SlaTarget, Tier
from tickets.sla.promises import is_catch_all


def promised_times() -> list[dict[str, str]]:
    """Return one row a tier: name, example, first_reply and solved, all in words."""
    settings = configuration.current()
    policy = _policy_for_complaints(settings)
    if policy is None:
        return []
    return [_row(settings.tiers[rank], policy, settings) for rank in sorted(settings.tiers)]


def _policy_for_complaints(settings: Configuration) -> PolicyInForce | None:
    """The policy that a complaint without anything special about it gets."""
    plain = [p for p in settings.policies if p.policy.kinds == ["complaint"] or is_catch_all(p)]
    general = [p for p in plain if not (p.category_ids or p.team_ids or p.policy.channels)]
    return general[0] if general else None


def _row(tier: Tier, policy: PolicyInForce, settings: Configuration) -> dict[str, str]:
    is_chinese = (get_language() or "").startswith("zh")
    return {
        "name": tier.name,
        "example": tier.description_zh if is_chinese else tier.description_en,
        "first_reply": _words(policy, tier, Metric.FIRST_RESPONSE, settings),
        "solved": _words(policy, tier, Metric.RESOLUTION, settings),
    }


def _words(policy: PolicyInForce, tier: Tier, metric: str, settings: Configuration) -> str:
    target = policy.targets.get((tier.rank, metric))
    if target is None or target.kind == SlaTarget.Kind.NONE:
        return _("no fixed time")
    if target.kind == SlaTarget.Kind.BUSINESS_DAYS:
        return ngettext(
            "within %(count)d working day", "within %(count)d working days", target.amount
        ) % {"count": target.amount}
    if target.kind != SlaTarget.Kind.DURATION:
        return ngettext("within %(count)d day", "within %(count)d days", target.amount) % {
            "count": target.amount
        }
    return _in_open_time(target, settings)


def _in_open_time(target: SlaTarget, settings: Configuration) -> str:
    """A calendar that never closes needs no name; of any other one its open time counts."""
    assert target.calendar_id is not None  # a constraint of the database
    calendar = settings.calendars[target.calendar_id]
    length = duration(target.amount)
    if _never_closes(calendar.versions[-1].weekly):
        return _("within %(length)s") % {"length": length}
    return _("within %(length)s of our open time (%(calendar)s)") % {
        "length": length,
        "calendar": calendar.calendar.name,
    }


def _never_closes(weekly: dict[str, list[list[str]]]) -> bool:
    return all(spans == [["00:00", "24:00"]] for spans in weekly.values()) and len(weekly) == 7
