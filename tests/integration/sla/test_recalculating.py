"""New calendars and policies reach running clocks in batches, and never what has passed."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import START, Cast, by, later, ticket
from tickets import configuration
from tickets.actions.classifying import reclassify
from tickets.actions.resolving import resolve
from tickets.actions.retargeting import apply_calendar, apply_policies, recalculate_next
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    ConfigurationEvent,
    Recalculation,
    SlaBreach,
    SlaPolicy,
    SlaTarget,
    Ticket,
)
from tickets.sla import publishing
from tickets.sla.preview import preview, with_calendar, with_policy
from tickets.sla.sweep import sweep


def _holiday_tomorrow(calendar: BusinessCalendar) -> CalendarVersion:
    latest = calendar.versions.order_by("-number").first()
    latest.pk, latest.number = None, latest.number + 1
    latest._state.adding = True
    latest.valid_from = latest.created_at = later(hours=1)
    latest.holidays = {**latest.holidays, "2026-03-11": "Stocktaking"}
    latest.save(force_insert=True)
    return latest


def _faster_first_reply(seconds: int):
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    SlaTarget.objects.filter(version=draft, tier=3, metric="first_response").update(amount=seconds)
    return draft


def _finish(at) -> Recalculation:
    while recalculate_next(at=at, limit=2):
        pass
    return Recalculation.objects.get()


def test_a_new_holiday_moves_running_clocks_and_no_stopped_one(cast: Cast) -> None:
    running, stopped = (ticket(cast.rosa, kind="inquiry") for _ in range(2))
    Ticket.objects.filter(pk=stopped.pk).update(owner=cast.ana)
    resolve(
        ticket_id=stopped.pk,
        actor=by(cast.ana),
        at=later(minutes=30),
        outcome="answered",
        public_message="Yes.",
    )
    before = list(stopped.clocks.order_by("pk").values())
    assignment = running.clocks.get(metric="assignment")
    site = assignment.calendar
    _holiday_tomorrow(site)

    apply_calendar(calendar_id=site.pk, actor=by(cast.adam), at=later(hours=1))
    wave = _finish(later(hours=1))

    # Tier 3: assigned within 8 office hours; Tuesday 10:00 to 18:00 in Shanghai is just that.
    moved = running.clocks.get(metric="assignment")
    assert (assignment.due_at, moved.due_at) == (later(hours=8), later(hours=8))
    assert list(stopped.clocks.order_by("pk").values()) == before
    assert (wave.finished_at, wave.fault) == (later(hours=1), "")
    assert ConfigurationEvent.objects.filter(code="config.applied").exists()


def test_the_time_that_has_passed_keeps_its_rules(cast: Cast) -> None:
    case = ticket(cast.rosa, at=START + timedelta(hours=3))
    site = case.clocks.get(metric="assignment").calendar
    assert case.clocks.get(metric="assignment").due_at == later(days=1, hours=2)
    _holiday_tomorrow(site)
    apply_calendar(calendar_id=site.pk, actor=by(cast.adam), at=later(hours=4))
    _finish(later(hours=4))

    moved = case.clocks.get(metric="assignment")
    assert moved.due_at == later(days=2, hours=2)
    assert moved.events.get(code="retargeted").data["why"] == "calendar"


def test_a_published_policy_leaves_running_clocks_alone_until_it_is_applied(cast: Cast) -> None:
    cases = [ticket(cast.rosa) for _ in range(5)]
    publishing.publish(_faster_first_reply(3600), at=later(hours=1))
    assert {c.clocks.get(metric="first_response").due_at for c in cases} == {later(hours=24)}

    apply_policies(actor=by(cast.adam), at=later(hours=2))
    wave = _finish(later(hours=2))

    assert (wave.total, wave.seen, wave.changed, wave.breached) == (5, 5, 5, 5)
    broken = SlaBreach.objects.filter(clock__metric="first_response")
    assert {(b.reason, b.breached_at) for b in broken} == {("retarget", later(hours=2))}
    assert ticket(cast.rosa, at=later(hours=3)).clocks.get(metric="first_response").due_at == later(
        hours=4
    )


def test_a_correction_is_no_reason_to_take_over_a_newer_version(cast: Cast) -> None:
    case = ticket(cast.rosa)
    publishing.publish(_faster_first_reply(7200), at=later(minutes=1))
    _correct(case, cast, language="zh-hans")
    assert case.clocks.get(metric="first_response").due_at == later(hours=24)

    _correct(case, cast, tier_id=2)
    _correct(case, cast, tier_id=3)
    assert case.clocks.get(metric="first_response").due_at == later(hours=2)


def _correct(case: Ticket, cast: Cast, **facts: object) -> None:
    reclassify(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=1), **facts)


def test_the_preview_says_what_applying_then_does_and_writes_nothing(cast: Cast) -> None:
    for hour in range(3):
        ticket(cast.rosa, at=later(hours=hour))
    draft = _faster_first_reply(90 * 60)
    proposed = with_policy(draft, configuration.current())
    at = later(hours=2)

    seen = preview(proposed, at=at)

    assert not SlaBreach.objects.exists()
    assert (seen.tickets, seen.moved, seen.breaking) == (3, 3, 1)
    assert [row.breaks for row in seen.rows] == [True, False, False]
    assert seen.rows[0].due_after == later(minutes=90)
    publishing.publish(draft, at=at)
    apply_policies(actor=by(cast.adam), at=at)
    wave = _finish(at)
    assert (wave.changed, wave.breached) == (3, 1)


def test_a_calendar_is_previewed_the_same_way(cast: Cast) -> None:
    case = ticket(cast.rosa, at=later(hours=3))
    version = _holiday_tomorrow(case.clocks.get(metric="assignment").calendar)
    CalendarVersion.objects.filter(pk=version.pk).delete()
    version.pk = None
    proposed = with_calendar(version, configuration.current())

    seen = preview(proposed, at=later(hours=4), calendar_id=version.calendar_id)

    moved = {row.metric: (row.due_before, row.due_after) for row in seen.rows}
    assert moved["assignment"] == (later(days=1, hours=2), later(days=2, hours=2))


def test_the_sweep_carries_a_wave_on(cast: Cast) -> None:
    cases = [ticket(cast.rosa) for _ in range(3)]
    publishing.publish(_faster_first_reply(7200), at=later(minutes=1))
    apply_policies(actor=by(cast.adam), at=later(minutes=2))
    sweep(at=later(minutes=3), batch=2)
    done = [c.clocks.get(metric="first_response").due_at == later(hours=2) for c in cases]
    assert done == [True, True, False]
    sweep(at=later(minutes=4), batch=2)

    assert Recalculation.objects.get().finished_at == later(minutes=4)
    assert {c.clocks.get(metric="first_response").due_at for c in cases} == {later(hours=2)}
