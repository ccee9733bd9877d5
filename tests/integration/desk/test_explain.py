"""A clock explains itself with the same walk that reckoned it."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from tests.cast import Cast, by, later, ticket
from tickets import configuration
from tickets.actions.classifying import reclassify
from tickets.actions.pausing import go_on, wait_for_customer
from tickets.actions.replying import reply
from tickets.models import Metric, SlaClock, Ticket
from tickets.sla.explain import Explanation, explain

HOUR = 3600


def explained(case: Ticket, metric: str, now: datetime) -> Explanation:
    case.refresh_from_db()
    clock = SlaClock.objects.select_related("policy_version__policy").get(
        ticket=case, metric=metric, cycle=1
    )
    pauses = list(case.pauses.all())
    return explain(clock, ticket=case, pauses=pauses, now=now, settings=configuration.current())


def answered(cast: Cast) -> Ticket:
    case = ticket(cast.rosa)
    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text="Which model is it?",
        next_step="We look",
        next_step_by=later(days=2),
    )
    return case


def test_the_stretches_add_up_to_the_budget_and_end_at_the_due_time(cast: Cast) -> None:
    case = answered(cast)
    wait_for_customer(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=2))
    go_on(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=5))

    found = explained(case, Metric.RESOLUTION, later(hours=6))

    assert sum(part.seconds for part in found.stretches if part.counts) == 168 * HOUR
    assert found.stretches[-1].to == found.clock.due_at == later(hours=168 + 3)
    (pause,) = [part for part in found.stretches if not part.counts]
    assert (pause.from_, pause.to, pause.label) == (
        later(hours=2),
        later(hours=5),
        "waiting_customer",
    )
    assert (found.spent_seconds, found.left_seconds) == (3 * HOUR, 165 * HOUR)


def test_while_it_stands_it_tells_what_has_counted_so_far(cast: Cast) -> None:
    case = answered(cast)
    wait_for_customer(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=2))

    found = explained(case, Metric.RESOLUTION, later(hours=6))

    assert found.clock.due_at is None
    assert found.stretches[-1].reason == "pause"
    assert found.stretches[-1].to == later(hours=6)
    assert found.left_seconds == 166 * HOUR


def test_it_names_policy_version_and_the_next_rung_with_whom_it_tells(cast: Cast) -> None:
    with translation.override("en"):
        found = explained(ticket(cast.rosa), Metric.FIRST_RESPONSE, later(hours=1))

    assert (found.policy_name, found.policy_version, found.matched) == ("Standard", 1, ())
    assert found.next_level is not None
    assert (found.next_level.percent, found.next_level.moment) == (50, later(hours=12))
    assert found.next_level.step.tell == ["owner"]
    assert found.percent_used == 100 / 24


def test_a_date_deadline_shows_the_days_to_it_and_never_pauses(cast: Cast) -> None:
    case = ticket(cast.rosa)
    reclassify(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(minutes=10),
        tier_id=4,
        may_lower=True,
        reason="A question",
    )

    found = explained(case, Metric.RESOLUTION, later(hours=1))

    assert found.clock.kind == "business_days"
    assert found.stretches[0].from_ == found.clock.started_at
    assert found.stretches[-1].to == found.clock.due_at
    counted = sum(part.seconds for part in found.stretches if part.counts)
    assert counted == found.clock.budget_seconds


def test_what_ended_keeps_its_arithmetic_and_has_nothing_left(cast: Cast) -> None:
    case = answered(cast)
    from tickets.actions.replying import settle_reply

    settle_reply(message_id=case.messages.get(direction="out").pk, at=later(hours=1, seconds=15))

    found = explained(case, Metric.FIRST_RESPONSE, later(days=3))

    assert found.clock.state == SlaClock.State.MET
    assert (found.spent_seconds, found.left_seconds, found.next_level) == (HOUR, None, None)
