"""The past judged again: by what was in force, as it happened; by a proposal, as it would have."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, by, later, ticket
from tests.support.stories import play, suffixes, variants
from tickets import configuration
from tickets.actions.classifying import reclassify
from tickets.actions.replying import reply
from tickets.models import DeskSettings, SlaClock, SlaPolicy, SlaPolicyVersion, SlaTarget, Ticket
from tickets.sla import publishing, replay
from tickets.sla.history import past_of
from tickets.sla.simulate import (
    Outcome,
    Proposal,
    Simulator,
    all_terms,
    propose_calendar,
    propose_policy,
)
from tickets.sla.sweep import sweep
from tickets.sla.tally import Tally, add_sums, empty_sums

VECTORS = Path(__file__).parents[2] / "vectors"
STORIES = [
    story
    for name in ("sla_scenarios", "own_stories")
    for story in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
]
PLAYS = [
    pytest.param(story, variant, suffix, id=f"{story['id']}{variant}{suffix}")
    for story in STORIES
    for variant in variants(story)
    for suffix in suffixes(story)
]
AFTERWARDS = datetime(2027, 1, 1, tzinfo=UTC)


def outcomes(proposal: Proposal, now: datetime = AFTERWARDS) -> dict[int, Outcome]:
    found = Simulator(proposal, now).outcomes(past_of(Ticket.objects.order_by("pk")))
    return {outcome.clock.pk: outcome for outcome in found}


def as_it_is() -> Proposal:
    return Proposal(configuration.current(), all_terms())


def misjudged(proposal: Proposal, now: datetime = AFTERWARDS) -> list[str]:
    """What the simulation says otherwise than the rows do, clock by clock."""
    judged, wrong = outcomes(proposal, now), []
    for clock in SlaClock.objects.order_by("pk"):
        outcome = judged[clock.pk]
        got = (outcome.after.outcome, outcome.after.broken_at, outcome.after.due_at)
        due = clock.breach.due_at if clock.breached_at else clock.due_at
        wanted = (outcome.before, clock.breached_at, due)
        if got[0] == replay.NOT_PROMISED and clock.state == SlaClock.State.CANCELLED:
            continue
        stood_still = clock.state == SlaClock.State.MET and clock.due_at is None
        if got != wanted and not (stood_still and got[:2] == wanted[:2]):
            wrong.append(f"{clock}: happened {wanted}, simulated {got}")
    return wrong


@pytest.mark.parametrize(("story", "variant", "suffix"), PLAYS)
def test_what_was_in_force_gives_what_happened(
    story: dict[str, Any], variant: str, suffix: str, cast: Cast
) -> None:
    played = play(story, variant=variant, suffix=suffix, cast=cast)
    now = max(event.at for case in played.tickets.values() for event in case.events.all())
    sweep(at=now)

    assert SlaClock.objects.exists()
    assert misjudged(as_it_is(), now) == []


def test_a_correction_that_ended_the_promise_ends_it_again(cast: Cast) -> None:
    case = ticket(cast.rosa)
    reclassify(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=1), tier_id=2)
    sweep(at=later(hours=30))
    reclassify(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=31), kind="praise")

    assert case.clocks.filter(state=SlaClock.State.CANCELLED).exists()
    assert case.clocks.filter(breached_at__isnull=False).exists()
    assert misjudged(as_it_is(), later(hours=40)) == []


def test_a_tighter_policy_breaks_what_was_kept_and_a_wider_one_keeps_what_broke(
    cast: Cast,
) -> None:
    DeskSettings.objects.update(undo_send_seconds=0)
    quick, slow = ticket(cast.rosa), ticket(cast.rosa)
    _answer(quick, cast, later(hours=2))
    sweep(at=later(hours=25))
    _answer(slow, cast, later(hours=26))
    keys = [case.clocks.get(metric="first_response").pk for case in (quick, slow)]

    tight, wide = (outcomes(propose_policy(_first_reply(n), configuration.current()))
                   for n in (3600, 27 * 3600))  # fmt: skip

    assert [(tight[k].before, tight[k].after.outcome) for k in keys] == [
        (replay.MET, replay.BROKEN),
        (replay.BROKEN, replay.BROKEN),
    ]
    assert [tight[k].after.broken_at for k in keys] == [later(hours=1)] * 2
    assert [(wide[k].newly_broken, wide[k].newly_kept) for k in keys] == [
        (False, False),
        (False, True),
    ]


def _answer(case: Ticket, cast: Cast, at: datetime) -> None:
    reply(ticket_id=case.pk, actor=by(cast.ana), at=at, text="A new one is on its way.",
          next_step="We send it.", next_step_by=at + timedelta(days=2))  # fmt: skip


def _first_reply(seconds: int) -> SlaPolicyVersion:
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    SlaTarget.objects.filter(version=draft, tier=3, metric="first_response").update(amount=seconds)
    return draft


def test_each_moment_is_judged_by_what_the_ticket_was_then(cast: Cast) -> None:
    """Tier 3 for two hours, then 2: a tier 3 target of one hour breaks it in the first hour."""
    case = ticket(cast.rosa)
    reclassify(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=2), tier_id=2)
    key = case.clocks.get(metric="first_response").pk

    judged = outcomes(propose_policy(_first_reply(3600), configuration.current()), later(hours=3))
    after = judged[key].after
    assert (after.outcome, after.broken_at, after.due_at) == (
        replay.BROKEN,
        later(hours=1),
        later(hours=1),
    )
    assert judged[key].facts.tier_id == 2


def test_a_policy_is_about_the_tickets_it_takes_and_took_and_no_others(cast: Cast) -> None:
    ticket(cast.rosa)
    praise = ticket(cast.rosa, "Thank you, the new kettle is lovely!", kind="praise")
    other = SlaPolicy.objects.create(
        code="praised", name_en="Praise", name_zh="表扬", position=1, kinds=["praise"]
    )
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    version = SlaPolicyVersion.objects.create(policy=other, number=1)
    for target in draft.targets.all():
        target.pk, target.version = None, version
        target.save(force_insert=True)

    judged = outcomes(propose_policy(version, configuration.current()))

    assert {outcome.clock.ticket_id for outcome in judged.values()} == {praise.pk}


def test_a_proposed_calendar_moves_the_clocks_that_run_on_it(cast: Cast) -> None:
    case = ticket(cast.rosa)
    clock = case.clocks.get(metric="assignment")
    version = clock.calendar.versions.get()
    version.holidays = {**version.holidays, "2026-03-10": "Stocktaking"}

    judged = outcomes(propose_calendar(version, configuration.current()), later(hours=1))

    assert judged[clock.pk].after.due_at == later(days=1, hours=7)
    on_it = SlaClock.objects.filter(calendar=clock.calendar).values_list("pk", flat=True)
    assert set(judged) == set(on_it)


def test_sums_of_parts_add_up_and_due_hours_are_those_of_the_site(cast: Cast) -> None:
    for hour in (0, 1):
        ticket(cast.rosa, at=later(hours=hour))
    sweep(at=later(hours=24, minutes=30))
    judged = list(outcomes(as_it_is(), later(hours=24, minutes=30)).values())
    tallies = [Tally(UTC), Tally(UTC), Tally(UTC)]
    for number, outcome in enumerate(judged):
        tallies[0].add(outcome)
        tallies[1 + number % 2].add(outcome)
    whole, *parts = (tally.sums() for tally in tallies)
    added = empty_sums()
    for part in parts:
        add_sums(added, part)

    assert added == whole
    broken = SlaClock.objects.filter(breached_at__isnull=False).count()
    assert broken > 0
    assert whole["all"] == [0, broken, 0, broken, 0, 0]
    assert sum(whole["metric"]["first_response"][:2]) == 1
    # Due 24 hours after 02:00 and 03:00 UTC.
    assert [whole["hours_before"][hour] >= 1 for hour in (2, 3)] == [True, True]
