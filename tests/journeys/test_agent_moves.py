"""Every move an agent makes on a ticket, and what each is refused for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tests.support.picker import local
from tickets.actions.assigning import take
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import Category, Metric, SlaClock, SlaFiring, Task, Ticket

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def case(cast: Cast) -> Ticket:
    """A complaint that Ana has answered and owns."""
    opened = ticket(cast.rosa)
    reply(
        ticket_id=opened.pk,
        actor=by(cast.ana),
        at=later(minutes=10),
        text="Which model is it?",
        next_step="We look at your answer",
        next_step_by=later(hours=24),
    )
    opened.refresh_from_db()
    return opened


def address(noun: str, case: Ticket) -> str:
    return reverse(f"desk:{noun}", args=[case.pk])


def test_waiting_pauses_the_clock_and_going_on_ends_it(ana: Client, case: Ticket) -> None:
    assert ana.post(address("wait", case)).status_code == 302
    case.refresh_from_db()
    assert case.status == Ticket.Status.WAITING_CUSTOMER
    assert case.clocks.get(metric=Metric.RESOLUTION).state == SlaClock.State.PAUSED

    assert ana.post(address("resumption", case)).status_code == 302
    case.refresh_from_db()
    assert case.status == Ticket.Status.OPEN
    assert case.clocks.get(metric=Metric.RESOLUTION).state == SlaClock.State.RUNNING


def test_waiting_is_offered_while_the_last_word_is_ours(ana: Client, cast: Cast) -> None:
    unasked = ticket(cast.rosa)
    ana.post(address("triage-confirmation", unasked))
    ana.post(address("taking", unasked))
    assert address("wait", unasked) not in ana.get(address("ticket", unasked)).text

    said = {"body": "Which one?", "next_step": "We look", "next_by": local(later(hours=30))}
    assert ana.post(address("reply", unasked), said).status_code == 302
    assert address("wait", unasked) in ana.get(address("ticket", unasked)).text


def test_what_stood_open_was_set_and_not_corrected(ana: Client, case: Ticket) -> None:
    category, other = Category.objects.filter(children=None)[:2]
    facts = {"subject": case.subject, "kind": case.kind, "tier_id": case.tier_id}
    facts |= {"sentiment": case.sentiment, "risk_flags": case.risk_flags}
    Ticket.objects.filter(pk=case.pk).update(category=None)

    for each in (category, other):
        answer = ana.post(address("triage", case), facts | {"category_id": each.pk})
        assert answer.status_code == 302

    page = ana.get(address("ticket", case)).text
    assert "Ana set the category" in page
    assert "Ana corrected the category" in page


def test_going_on_with_what_waits_for_nobody_is_a_conflict(ana: Client, case: Ticket) -> None:
    refused = ana.post(address("resumption", case))

    assert refused.status_code == 409
    assert "This ticket isn&#x27;t waiting for anybody." in refused.text


def test_a_hold_says_who_what_and_until_when(ana: Client, case: Ticket) -> None:
    kept = {"who": "The workshop", "what": "a new seal"}
    refused = ana.post(address("hold", case), kept | {"expected_by": ""})
    assert refused.status_code == 422
    assert "a new seal" in refused.text
    assert 'href="#id_expected_by"' in refused.text

    too_early = ana.post(address("hold", case), kept | {"expected_by": local(later(minutes=30))})
    assert too_early.status_code == 422

    assert (
        ana.post(address("hold", case), kept | {"expected_by": local(later(hours=30))}).status_code
        == 302
    )
    case.refresh_from_db()
    assert (case.status, case.next_step_at) == (Ticket.Status.ON_HOLD, later(hours=30))
    assert "a new seal" in ana.get(address("ticket", case)).text


def test_only_the_owner_or_a_lead_holds_waits_and_resolves(
    cast: Cast, case: Ticket, signed_in, teo: Client
) -> None:
    colleague = signed_in(_colleague(cast))
    for noun in ("hold", "wait", "resolution", "resumption"):
        refused = colleague.post(address(noun, case), {})
        assert refused.status_code == 403, noun
        assert "act for the owner" in refused.text
    assert teo.post(address("wait", case)).status_code == 302


def test_resolving_needs_outcome_finding_and_words_for_the_customer(
    ana: Client, case: Ticket
) -> None:
    refused = ana.post(address("resolution", case), {"finding": "The seal was faulty."})

    assert refused.status_code == 422
    assert "The seal was faulty." in refused.text
    assert "Tell the customer how it ended." in refused.text
    case.refresh_from_db()
    assert case.status == Ticket.Status.OPEN


def test_an_open_blocking_task_holds_resolving_up(ana: Client, case: Ticket) -> None:
    task = {
        "kind": "sub_task",
        "title": "Ask the maker",
        "due_at": local(later(hours=9)),
        "is_blocking": "on",
    }
    assert ana.post(address("tasks", case), task).status_code == 302
    ended = {"outcome": "upheld", "finding": "A seal.", "public_message": "Done."}

    refused = ana.post(address("resolution", case), ended)
    assert refused.status_code == 409
    assert "Ask the maker" in refused.text

    row = case.tasks.get()
    done = reverse("desk:task-done", args=[case.pk, row.pk])
    assert ana.post(done, {"outcome": ""}).status_code == 422
    assert ana.post(done, {"outcome": "They send one."}).status_code == 302
    assert ana.post(done, {"outcome": "Again."}).status_code == 409
    assert ana.post(address("resolution", case), ended).status_code == 302


def test_a_task_without_words_goes_by_its_kind(ana: Client, case: Ticket) -> None:
    task = {"kind": "call_back", "due_at": local(later(hours=9)), "is_blocking": "on"}
    assert ana.post(address("tasks", case), task).status_code == 302
    ended = {"outcome": "upheld", "finding": "A seal.", "public_message": "Done."}

    refused = ana.post(address("resolution", case), ended)

    assert "“Call back” is still open." in refused.text


def test_a_call_back_needs_a_moment_still_to_come(ana: Client, case: Ticket) -> None:
    refused = ana.post(address("tasks", case), {"kind": "call_back", "title": "Call Rosa"})
    assert refused.status_code == 422
    assert "Call Rosa" in refused.text
    assert not Task.objects.exists()


def test_a_resolved_ticket_is_reopened_with_a_reason_and_that_can_be_undone(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(minutes=50),
        outcome="upheld",
        public_message="Done.",
        finding="A seal.",
    )
    assert ana.post(address("reopening", case), {"note": " "}).status_code == 422
    assert (
        ana.post(address("reopening", case), {"note": "Rosa called: it leaks"}).status_code == 302
    )
    case.refresh_from_db()
    assert (case.status, case.round) == (Ticket.Status.OPEN, 2)
    assert "Round 2" in ana.get(address("ticket", case)).text

    assert ana.post(address("undo-reopening", case)).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.round) == (Ticket.Status.RESOLVED, 1)
    assert ana.post(address("undo-reopening", case)).status_code == 409


def test_an_agent_cancels_with_a_reason_and_a_lead_takes_it_back(
    ana: Client, teo: Client, case: Ticket
) -> None:
    assert ana.post(address("cancellation", case), {"reason": ""}).status_code == 422
    assert ana.post(address("cancellation", case), {"reason": "duplicate"}).status_code == 302
    case.refresh_from_db()
    assert case.status == Ticket.Status.CANCELLED

    refused = ana.post(address("undo-cancellation", case), {"note": "No duplicate."})
    assert refused.status_code == 403
    assert "undo cancellations" in refused.text
    assert teo.post(address("undo-cancellation", case), {"note": ""}).status_code == 422
    assert (
        teo.post(address("undo-cancellation", case), {"note": "No duplicate."}).status_code == 302
    )
    case.refresh_from_db()
    assert case.status == Ticket.Status.OPEN


def test_only_what_is_cancelled_is_taken_back_from_cancelling(
    ana: Client, cast: Cast, case: Ticket, signed_in
) -> None:
    ended = {"outcome": "upheld", "finding": "A seal.", "public_message": "Done."}
    assert ana.post(address("resolution", case), ended).status_code == 302

    refused = signed_in(cast.teo).post(address("undo-cancellation", case), {"note": "Go on"})

    assert refused.status_code == 409
    case.refresh_from_db()
    assert case.status == Ticket.Status.RESOLVED


def test_a_cancelled_ticket_takes_no_answer(ana: Client, case: Ticket) -> None:
    ana.post(address("cancellation", case), {"reason": "spam"})
    case.refresh_from_db()

    refused = ana.post(
        address("reply", case), {"body": "Too late", "then": "open", "version": case.version}
    )

    assert refused.status_code == 409
    assert "Reopen it first" in refused.text


def test_a_breach_is_seen_by_name(ana: Client, cast: Cast, case: Ticket) -> None:
    from tickets.actions.escalating import escalate

    assert ana.post(address("acknowledgement", ticket(cast.rosa))).status_code == 409
    escalate(ticket_id=case.pk, at=later(days=8))
    assert "Nobody has said yet that they saw it" in ana.get(address("ticket", case)).text

    assert ana.post(address("acknowledgement", case)).status_code == 302
    seen = SlaFiring.objects.filter(clock__ticket=case, acknowledged_by=cast.ana)
    assert seen.exists()
    assert "Nobody has said yet" not in ana.get(address("ticket", case)).text


def _colleague(cast: Cast):
    from tests.cast import person

    return person("bea", "agent", team=cast.team)


def test_taking_what_somebody_else_took_meanwhile_says_so(
    ana: Client, cast: Cast, signed_in
) -> None:
    opened = ticket(cast.rosa)
    take(ticket_id=opened.pk, actor=by(cast.teo), at=later(minutes=59))

    answer = ana.post(
        address("assignment", opened),
        {"owner": cast.ana.pk, "team": cast.team.pk, "version": opened.version},
    )

    assert answer.status_code == 409
    assert "Teo took it" in answer.text
    opened.refresh_from_db()
    assert opened.owner == cast.teo


def test_the_button_to_take_takes_nothing_from_anybody(ana: Client, cast: Cast) -> None:
    opened = ticket(cast.rosa)
    page = ana.get(address("ticket", opened))
    assert address("taking", opened) in page.text
    take(ticket_id=opened.pk, actor=by(cast.teo), at=later(minutes=59))

    answer = ana.post(address("taking", opened), follow=True)

    assert "Teo has it already. To have it yourself, assign it to you." in answer.text
    opened.refresh_from_db()
    assert opened.owner == cast.teo


def test_choices_that_stand_alone_begin_with_a_capital(ana: Client, case: Ticket) -> None:
    assert "<span>Call back</span>" in ana.get(address("tasks", case)).text
    assert "<span>Partly upheld</span>" in ana.get(address("resolution", case)).text


# --- A ticket that begins on the phone -------------------------------------------------------


def call(**changes: object) -> dict[str, object]:
    return {
        "name": "Rosa Delgado",
        "phone": "+86 138 0013 8000",
        "email": "",
        "language": "en",
        "channel": "hotline",
        "text": "The kettle I bought leaks after two days.",
        "danger": "no",
        "desired_outcome": "A new one",
    } | changes


def test_a_call_becomes_a_ticket_and_the_agent_is_told_its_number(
    ana: Client, cast: Cast, signed_in
) -> None:
    answer = ana.post(reverse("desk:new-ticket"), call(), follow=True)

    case = Ticket.objects.get()
    assert f"{case.number} is open" in answer.text
    assert (case.channel, case.received_at) == ("hotline", later(hours=1))
    assert case.messages.get(direction="in").text.startswith("The kettle")
    assert case.events.first().actor_name == "Ana"
    acknowledged = case.clocks.get(metric=Metric.ACKNOWLEDGEMENT)
    assert acknowledged.state == SlaClock.State.MET


def test_a_call_of_this_morning_starts_its_clocks_then_and_says_why(
    ana: Client, cast: Cast
) -> None:
    late = {"received_at": local(later(hours=-1))}
    refused = ana.post(reverse("desk:new-ticket"), call(**late))
    assert refused.status_code == 422
    assert "The kettle I bought leaks" in refused.text
    assert not Ticket.objects.exists()

    ana.post(reverse("desk:new-ticket"), call(**late, late_reason="The line was down"))

    case = Ticket.objects.get()
    assert case.received_at == later(hours=-1)
    assert case.clocks.get(metric=Metric.RESOLUTION).started_at == later(hours=-1)
    assert case.messages.get(direction="note").text == "The line was down"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"received_at": "2030-01-01T10:00"}, "received_at"),
        ({"email": "rosa@"}, "email"),
        ({"name": "", "phone": ""}, "name"),
        ({"category_id": "999999"}, "category_id"),
        ({"text": "x" * 100_001}, "text"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    ana: Client, cast: Cast, changes: dict[str, str], field: str
) -> None:
    refused = ana.post(reverse("desk:new-ticket"), call(**changes))

    assert refused.status_code == 422
    assert f'href="#id_{field}"' in refused.text
    assert not Ticket.objects.exists()
