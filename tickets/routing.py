"""Who gets it, and why: routing rules in order, then the category's team, then the fallback."""

from __future__ import annotations

from dataclasses import dataclass

from tickets.configuration import Configuration, NotConfigured
from tickets.models import RoutingRule, Ticket


@dataclass(frozen=True)
class Route:
    """The team a ticket goes to; `rule_id` is None when the category's own team was taken."""

    team_id: int
    rule_id: int | None


def route(ticket: Ticket, configuration: Configuration) -> Route:
    """Return where a ticket goes. Raises NotConfigured without a fallback rule."""
    ancestry = configuration.ancestry(ticket.category_id)
    for rule in configuration.routes:
        if not rule.is_fallback and _matches(rule, ticket, ancestry):
            return Route(rule.team_id, rule.pk)
    for category_id in ancestry:
        team_id = configuration.categories[category_id].team_id
        if team_id is not None and configuration.teams[team_id].is_active:
            return Route(team_id, None)
    for rule in configuration.routes:
        if rule.is_fallback:
            return Route(rule.team_id, rule.pk)
    raise NotConfigured(
        "No routing rule takes what nothing else matches. Mark one rule as the fallback in the "
        "admin, or run `manage.py load_starter`."
    )


def _matches(rule: RoutingRule, ticket: Ticket, ancestry: tuple[int, ...]) -> bool:
    return (
        (rule.category_id is None or rule.category_id in ancestry)
        and (rule.product_id is None or rule.product_id == ticket.product_id)
        and (not rule.language or rule.language == ticket.language)
        and (not rule.channel or rule.channel == ticket.channel)
        and (not rule.risk_flag or rule.risk_flag in ticket.risk_flags)
    )
