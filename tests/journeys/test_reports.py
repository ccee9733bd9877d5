"""Any colleague reports something and sees what became of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels.models import Channel, Submission
from tests.cast import Cast, by, later, person
from tickets.actions.merging import merge
from tickets.actions.noting import note
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import ContactPoint, Ticket, User

pytestmark = pytest.mark.usefixtures("clock")

MINE, NEW = "/reports/", "/reports/new/"


@pytest.fixture
def emil(cast: Cast) -> User:
    return person("emil", "employee")


@pytest.fixture
def browser(signed_in, emil: User) -> Client:
    return signed_in(emil)


def report(**changes: Any) -> dict[str, Any]:
    return {
        "whose": "own",
        "text": "The emergency exit of hall 2 is blocked by boxes.",
        "hurt": "no",
        "language": "en",
        "nonce": "",
    } | changes


FOR_ROSA = {
    "whose": "customer",
    "text": "Rosa told me at the till that her kettle drips.",
    "name": "Rosa Delgado",
    "email": "rosa@example.test",
}


def test_an_own_observation_gets_a_number_and_stands_on_the_page(
    browser: Client, emil: User
) -> None:
    answer = browser.post(NEW, report(), follow=True)

    case = Ticket.objects.get()
    assert f"Its number is {case.number}" in answer.text
    assert "The emergency exit of hall 2" in answer.text
    assert (case.reported_by, case.channel) == (emil, "internal_staff")
    assert case.customer.name == "Emil"
    assert case.events.first().actor_id == emil.pk
    assert case.clocks.get(metric="acknowledgement").state == "met"


def test_all_observations_of_one_colleague_belong_to_one_record_that_is_never_mailed(
    browser: Client, emil: User
) -> None:
    browser.post(NEW, report())
    browser.post(NEW, report(text="Now the other exit, too."))
    customers = {case.customer_id for case in Ticket.objects.all()}
    assert len(customers) == 1
    assert not ContactPoint.objects.filter(kind="email").exclude(customer__name="Rosa Delgado")


def test_a_report_for_a_customer_keeps_reporter_and_customer_apart(
    browser: Client, emil: User, cast: Cast
) -> None:
    browser.post(NEW, report(**FOR_ROSA))
    case = Ticket.objects.get()
    assert (case.reported_by, case.customer.name) == (emil, "Rosa Delgado")
    assert case.customer.contacts.get().value == "rosa@example.test"
    assert case.customer_id != cast.rosa.pk  # a typed address is nobody's proof
    Ticket.objects.update(team=cast.team)


def settle(case: Ticket, cast: Cast) -> None:
    """Ana notes, answers and resolves, and names things that are nobody else's."""
    act = {"ticket_id": case.pk, "actor": by(cast.ana), "at": later(hours=1)}
    note(**act, text="SECRET-NOTE the warehouse lead is on sick leave")
    reply(
        **act,
        text="ANSWER-TO-CUSTOMER your order 4711",
        next_step="PROMISE",
        next_step_by=later(hours=9),
    )
    resolve(**act, outcome="upheld", public_message="PUBLIC-RESULT we moved the boxes",
            finding="SECRET-FINDING")  # fmt: skip


def test_the_reporter_of_an_own_observation_reads_outcome_and_answer_but_no_note(
    browser: Client, cast: Cast
) -> None:
    browser.post(NEW, report())
    case = Ticket.objects.get()
    page = reverse("channels:report", args=[case.pk])
    assert "We have it" in browser.get(page).text
    settle(case, cast)

    seen = browser.get(page).text
    assert "upheld" in seen
    assert "PUBLIC-RESULT" in seen
    assert "upheld" in browser.get(MINE).text
    for hidden in ("SECRET-NOTE", "SECRET-FINDING", "Ana", "You decide"):
        assert hidden not in seen


def test_of_a_customers_matter_the_reporter_reads_stage_and_outcome_alone(
    browser: Client, cast: Cast
) -> None:
    browser.post(NEW, report(**FOR_ROSA))
    case = Ticket.objects.get()
    settle(case, cast)
    seen = browser.get(reverse("channels:report", args=[case.pk])).text + browser.get(MINE).text
    assert "Decided" in seen
    assert "upheld" in seen
    assert FOR_ROSA["text"] in seen
    for hidden in (
        "SECRET",
        "ANSWER-TO-CUSTOMER",
        "PUBLIC-RESULT",
        "PROMISE",
        "rosa@example",
        "Ana",
    ):
        assert hidden not in seen


def test_a_round_that_began_again_has_no_outcome_yet(browser: Client, cast: Cast) -> None:
    from tickets.actions.reopening import reopen

    browser.post(NEW, report())
    case = Ticket.objects.get()
    settle(case, cast)
    reopen(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1), reason="by_hand", note="Again")
    seen = browser.get(reverse("channels:report", args=[case.pk])).text
    assert "Being looked into" in seen
    assert "upheld" not in seen
    assert "PUBLIC-RESULT" not in seen


def test_a_merged_report_ends_as_the_one_it_went_into(browser: Client, cast: Cast) -> None:
    browser.post(NEW, report())
    browser.post(NEW, report(text="The boxes again."))
    first, second = Ticket.objects.order_by("pk")
    merge(ticket_id=second.pk, into_id=first.pk, actor=by(cast.ana), at=later(hours=1))
    settle(first, cast)
    seen = browser.get(reverse("channels:report", args=[second.pk])).text
    assert "together with another report" in seen
    assert "upheld" in seen


def test_nobody_reads_anothers_report(browser: Client, signed_in, cast: Cast) -> None:
    browser.post(NEW, report())
    case = Ticket.objects.get()
    for user in (person("eve", "employee"), cast.ana, cast.mei):
        other = signed_in(user)
        assert other.get(reverse("channels:report", args=[case.pk])).status_code == 404
        assert "emergency exit" not in other.get(MINE).text
    assert browser.get(reverse("desk:ticket", args=[case.pk])).status_code == 404
    assert browser.get(reverse("desk:customer", args=[case.customer_id])).status_code == 404


def test_a_report_that_is_sent_twice_is_one(browser: Client) -> None:
    nonce = browser.get(NEW).context["act"]["form"]["nonce"].value()
    for _each in range(2):
        browser.post(NEW, report(nonce=nonce))
    assert Ticket.objects.count() == Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"whose": ""}, "whose"),
        ({"text": " "}, "text"),
        ({"hurt": ""}, "hurt"),
        ({"occurred_on": "2031-01-01"}, "occurred_on"),
        ({"whose": "customer"}, "name"),
        ({"whose": "customer", "phone": "12"}, "phone"),
        ({"whose": "customer", "email": "rosa@"}, "email"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    browser: Client, changes: dict[str, str], field: str
) -> None:
    refused = browser.post(NEW, report(**changes))
    assert refused.status_code == 422
    assert f'href="#id_{field}"' in refused.text
    assert not Submission.objects.exists()


def test_reports_can_be_switched_off(browser: Client) -> None:
    Channel.objects.filter(code="internal_staff").update(is_active=False)
    refused = browser.post(NEW, report())
    assert refused.status_code == 409
    assert "Reports are switched off" in refused.text
    assert "The emergency exit" in refused.text


def test_an_employee_begins_with_their_reports_and_sees_no_queue(browser: Client) -> None:
    begun = browser.get(reverse("desk:home"), follow=True)
    assert begun.redirect_chain[-1][0] == MINE
    assert "Nothing reported yet" in begun.text
    for address in ("/desk/", "/slips/", "/desk/interviews/"):
        assert browser.get(address).status_code == 403


def test_danger_seen_by_a_colleague_is_urgent(browser: Client) -> None:
    browser.post(NEW, report(hurt="yes"))
    assert Ticket.objects.get().tier_id == 1


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_however_long(
    browser: Client, count: int, django_assert_max_num_queries
) -> None:
    for number in range(count):
        browser.post(NEW, report(text=f"Exit {number} is blocked."))
    with django_assert_max_num_queries(15):
        browser.get(MINE)
