"""Say an escalation again, as often as the ladder wants, until a named person acknowledges it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from tickets.actions.change import Change, changing_many
from tickets.actions.escalating import BY_CLOCK, load_boards
from tickets.models import LadderStep, SlaClock, SlaFiring
from tickets.sla import measures


def repeat_due(*, at: datetime, limit: int) -> int:
    """Repeat what nobody has acknowledged; return how many levels were looked at.

    Records `sla.warned` with the number of the repeat. A level is silent once its clock has
    stopped, a higher level has spoken, or somebody has said that they saw it.
    """
    due = SlaFiring.objects.filter(repeat_at__lte=at).order_by("repeat_at", "id")
    rows = list(due.values_list("pk", "clock__ticket_id")[:limit])
    if not rows:
        return 0
    tickets = {ticket for _pk, ticket in rows}
    with changing_many(tickets, actor=BY_CLOCK, at=at, skip_locked=True) as changes:
        load_boards(changes)
        firings = _read_again([pk for pk, _ticket in rows], at)
        for change in changes:
            for firing in firings[change.ticket.pk]:
                _repeat(change, firing)
        handled = [firing for change in changes for firing in firings[change.ticket.pk]]
        SlaFiring.objects.bulk_update(handled, ["repeat_at", "repeats"])
    return len(rows)


def _read_again(firing_ids: list[int], at: datetime) -> dict[int, list[SlaFiring]]:
    found: dict[int, list[SlaFiring]] = defaultdict(list)
    rows = SlaFiring.objects.filter(pk__in=firing_ids, repeat_at__lte=at)
    for firing in rows.select_related("clock").order_by("pk"):
        found[firing.clock.ticket_id].append(firing)
    return found


def _repeat(change: Change, firing: SlaFiring) -> None:
    clock = next((c for c in change.clocks.live if c.pk == firing.clock_id), None)
    step = _step(change, clock, firing)
    if clock is None or step is None or not step.repeat_seconds:
        firing.repeat_at = None
        return
    firing.repeat_at = measures.open_time_later(
        clock, change.at, step.repeat_seconds, change.configuration
    )
    if clock.state == SlaClock.State.PAUSED:
        return
    firing.repeats += 1
    change.clocks.tell(
        "sla.warned",
        clock,
        level=firing.level,
        repeat=firing.repeats,
        **measures.told_by(step),
    )


def _step(change: Change, clock: SlaClock | None, firing: SlaFiring) -> LadderStep | None:
    if clock is None or clock.last_level > firing.level or firing.acknowledged_at is not None:
        return None
    steps = change.configuration.ladders.get(clock.policy_version_id, ())
    return next((step for step in steps if step.percent == firing.level), None)
