"""Which policy holds for a ticket, and what it promises. Reads the configuration snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from tickets.configuration import Configuration, PolicyInForce
from tickets.models import SlaTarget, Ticket


class Facts(Protocol):
    """What policies look at: a ticket, or what a ticket once was."""

    @property
    def kind(self) -> Any: ...

    @property
    def category_id(self) -> Any: ...

    @property
    def tier_id(self) -> Any: ...

    @property
    def channel(self) -> Any: ...

    @property
    def team_id(self) -> Any: ...

    @property
    def language(self) -> Any: ...

    @property
    def customer(self) -> Any: ...


@dataclass(frozen=True)
class Promise:
    """What a policy promises a ticket for one metric, and why that policy."""

    policy: PolicyInForce
    target: SlaTarget
    matched: tuple[str, ...]


def policy_for(ticket: Facts, configuration: Configuration) -> PolicyInForce | None:
    """Return the first policy, in order, whose every condition holds for the ticket."""
    for candidate in configuration.policies:
        if _mismatch(candidate, ticket, configuration) is None:
            return candidate
    return None


def promise_for(ticket: Ticket, metric: str, configuration: Configuration) -> Promise | None:
    """Return the promise for one metric; None where the policy promises nothing for it."""
    policy = policy_for(ticket, configuration)
    if policy is None:
        return None
    target = policy.targets.get((ticket.tier_id, metric))
    if target is None or target.kind == SlaTarget.Kind.NONE:
        return None
    return Promise(policy, target, matched_conditions(policy))


def matched_conditions(policy: PolicyInForce) -> tuple[str, ...]:
    """Name the conditions a policy sets, for the explanation; none for a catch-all."""
    row = policy.policy
    conditions = {
        "kind": row.kinds,
        "category": policy.category_ids,
        "tier": row.tiers,
        "channel": row.channels,
        "team": policy.team_ids,
        "customer_tier": row.customer_tiers,
        "language": row.languages,
    }
    return tuple(name for name, values in conditions.items() if values)


def is_catch_all(policy: PolicyInForce) -> bool:
    return not matched_conditions(policy)


def _mismatch(policy: PolicyInForce, ticket: Facts, configuration: Configuration) -> str | None:
    row = policy.policy
    if row.kinds and ticket.kind not in row.kinds:
        return "kind"
    if policy.category_ids and policy.category_ids.isdisjoint(
        configuration.ancestry(ticket.category_id)
    ):
        return "category"
    if row.tiers and ticket.tier_id not in row.tiers:
        return "tier"
    if row.channels and ticket.channel not in row.channels:
        return "channel"
    if policy.team_ids and ticket.team_id not in policy.team_ids:
        return "team"
    if row.customer_tiers and ticket.customer.customer_tier not in row.customer_tiers:
        return "customer_tier"
    if row.languages and ticket.language not in row.languages:
        return "language"
    return None
