"""One person on one page: contacts, tickets, who else they may be, and merging them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, customer, later, person, ticket
from tickets.actions.customers import find_or_make_customer
from tickets.models import Customer, Ticket

pytestmark = pytest.mark.usefixtures("clock")


def page_of(who: Customer) -> str:
    return reverse("desk:customer", args=[who.pk])


def merge(browser: Client, one: Customer, other: Customer):
    url = reverse("desk:customer-merge", args=[one.pk])
    return browser.post(url, {"other": other.pk}, follow=True)


@pytest.fixture
def by_phone(cast: Cast) -> Customer:
    """Rosa has called as well, and her number was written down in two ways."""
    cast.rosa.contacts.update(verified_at=later())
    ticket(cast.rosa, phone_of(cast.rosa, "138 0013 8000"))
    who = find_or_make_customer(at=later(), name="Ms Delgado", phone="+86 13800138000")
    ticket(who, "The spout is still loose.")
    return who


def phone_of(who: Customer, number: str) -> str:
    find_or_make_customer(at=later(), phone=number).contacts.update(customer=who)
    return "The spout is loose."


def test_a_suggestion_says_why_and_one_click_merges(
    ana: Client, cast: Cast, by_phone: Customer
) -> None:
    seen = ana.get(page_of(by_phone)).text
    assert "Perhaps the same person" in seen
    assert "The same phone number, 138 0013 8000, confirmed by neither." in seen

    merged = merge(ana, by_phone, cast.rosa)

    assert merged.redirect_chain[-1][0] == page_of(cast.rosa)
    assert "2 records, one person" in merged.text
    for said in ("The spout is loose.", "The spout is still loose.", "rosa@example.test"):
        assert said in merged.text
    assert "Perhaps the same person" not in merged.text
    assert ana.get(page_of(by_phone)).headers["Location"] == page_of(cast.rosa)


def test_a_suggestion_is_dismissed_with_one_click(
    ana: Client, cast: Cast, by_phone: Customer
) -> None:
    page = ana.get(page_of(cast.rosa)).content.decode()
    assert "Not the same person" in page

    url = reverse("desk:customer-apart", args=[cast.rosa.pk])
    after = ana.post(url, {"other": by_phone.pk}, follow=True).content.decode()
    assert "Two people." in after
    assert "Not the same person" not in after
    assert "Not the same person" not in ana.get(page_of(by_phone)).content.decode()


def test_a_merge_is_taken_back_on_the_same_page(
    ana: Client, cast: Cast, by_phone: Customer
) -> None:
    merge(ana, cast.rosa, by_phone)
    undo = reverse("desk:undo-customer-merge", args=[by_phone.pk])
    assert undo in ana.get(page_of(cast.rosa)).text

    parted = ana.post(undo, follow=True)

    assert parted.redirect_chain[-1][0] == page_of(by_phone)
    assert "The spout is loose." not in parted.text
    again = ana.post(undo, follow=True)
    assert "merged into another one" in again.text


def test_the_second_of_two_agents_is_told_that_it_is_done(
    ana: Client, teo: Client, cast: Cast, by_phone: Customer
) -> None:
    merge(ana, cast.rosa, by_phone)
    late = merge(teo, cast.rosa, by_phone)
    assert "A colleague has just merged one of them" in late.text
    assert Customer.objects.get(pk=cast.rosa.pk).merged_into is None


def test_the_ticket_page_counts_the_persons_tickets_and_leads_to_the_reason(
    ana: Client, cast: Cast, by_phone: Customer
) -> None:
    case = Ticket.objects.get(customer=by_phone)
    before = ana.get(reverse("desk:ticket", args=[case.pk])).text
    assert "Perhaps the same person as Rosa Delgado." in before
    assert f"{page_of(by_phone)}#likely" in before

    merge(ana, cast.rosa, by_phone)
    after = ana.get(reverse("desk:ticket", args=[case.pk])).text
    assert "2 tickets" in after
    assert "The spout is loose." in after
    queue = ana.get(f"{reverse('desk:queue')}?customer={by_phone.pk}&status=all").text
    assert "The spout is loose." in queue


def test_a_person_whose_tickets_are_out_of_sight_is_neither_shown_nor_suggested(
    ana: Client, cast: Cast, by_phone: Customer, signed_in
) -> None:
    Ticket.objects.filter(customer=cast.rosa).update(team=cast.other_team)

    assert ana.get(page_of(cast.rosa)).status_code == 404
    assert "Perhaps the same person" not in ana.get(page_of(by_phone)).text
    refused = ana.post(reverse("desk:customer-merge", args=[by_phone.pk]), {"other": cast.rosa.pk})
    assert refused.status_code == 404
    assert "The spout is loose." in signed_in(cast.otto).get(page_of(cast.rosa)).text


def test_who_only_looks_sees_contacts_blacked_out_and_no_buttons(
    cast: Cast, by_phone: Customer, signed_in
) -> None:
    analyst = signed_in(person("lin", "analyst"))
    seen = analyst.get(page_of(cast.rosa)).text
    assert "r•••@example.test" in seen
    assert "•••• 8000" in seen
    assert "rosa@example.test" not in seen
    assert "customer-merge" not in seen
    assert reverse("desk:customer-merge", args=[cast.rosa.pk]) not in seen

    case = Ticket.objects.filter(customer=cast.rosa).earliest("pk")
    rail = analyst.get(reverse("desk:ticket", args=[case.pk])).text
    assert "rosa@example.test" not in rail


def test_an_address_that_both_proved_is_the_surest_reason(ana: Client, cast: Cast) -> None:
    from tickets.actions.customers import verify_contact
    from tickets.actions.linking import note_verified
    from tickets.actors import Actor

    cast.rosa.contacts.update(verified_at=later())
    ticket(cast.rosa)
    twice = customer(name="Rosa D.", email="Rosa@Example.test")
    case = ticket(twice)
    contact = twice.contacts.get()
    proved = verify_contact(contact_id=contact.pk, at=later())
    assert proved.customer_id == cast.rosa.pk
    note_verified(
        ticket_id=case.pk,
        actor=Actor.for_customer(twice),
        at=later(),
        contact_id=contact.pk,
        is_theirs=False,
    )
    assert "Both confirmed the same address, rosa@example.test." in ana.get(page_of(twice)).text


def test_what_is_no_number_merges_nothing(ana: Client, cast: Cast) -> None:
    ticket(cast.rosa)
    url = reverse("desk:customer-merge", args=[cast.rosa.pk])
    for other in ("", "x", "-1"):
        answer = ana.post(url, {"other": other}, follow=True)
        assert "Choose the other record" in answer.text


@pytest.mark.parametrize("tickets", [1, 30])
def test_the_page_costs_the_same_however_many_tickets(
    ana: Client, cast: Cast, tickets: int, django_assert_max_num_queries
) -> None:
    for number in range(tickets):
        ticket(cast.rosa, f"The spout is loose again, {number}.")
    with django_assert_max_num_queries(40):
        ana.get(page_of(cast.rosa))
