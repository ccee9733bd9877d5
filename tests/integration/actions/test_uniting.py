"""People in several records: merged by hand, taken apart again, and nothing moves."""

from __future__ import annotations

import pytest

from tests.cast import Cast, by, customer, later, ticket
from tickets.actions.uniting import direction, keep_apart, merge_customers, unmerge_customer
from tickets.errors import Conflict
from tickets.models import ContactPoint, Customer, CustomerMerge, TicketEvent
from tickets.person import person_keys
from tickets.queries.likeness import Likeness, likely_same


def unite(source: Customer, into: Customer, cast: Cast) -> CustomerMerge:
    return merge_customers(
        customer_id=source.pk, into_id=into.pk, actor=by(cast.ana), at=later(hours=1)
    )


def part(who: Customer, cast: Cast) -> Customer:
    return unmerge_customer(customer_id=who.pk, actor=by(cast.ana), at=later(hours=2))


def test_a_merge_unites_records_and_moves_nothing(cast: Cast) -> None:
    other = customer(name="R. Delgado", email="rosa@work.test")
    case = ticket(other)
    merge = unite(other, cast.rosa, cast)

    case.refresh_from_db()
    assert case.customer_id == other.pk
    assert ContactPoint.objects.get(value="rosa@work.test").customer_id == other.pk
    assert person_keys(other.pk) == person_keys(cast.rosa.pk) == [cast.rosa.pk, other.pk]
    assert (merge.by_id, merge.at) == (cast.ana.pk, later(hours=1))
    event = case.events.get(code="customer.merged")
    assert event.data == {"customer": other.pk, "into": cast.rosa.pk}


def test_a_merge_is_taken_back_and_both_are_on_record(cast: Cast) -> None:
    other = customer(name="R. Delgado")
    case = ticket(other)
    unite(other, cast.rosa, cast)
    part(other, cast)

    assert person_keys(other.pk) == [other.pk]
    assert person_keys(cast.rosa.pk) == [cast.rosa.pk]
    merge = CustomerMerge.objects.get()
    assert (merge.undone_by_id, merge.undone_at) == (cast.ana.pk, later(hours=2))
    codes = list(case.events.filter(code__startswith="customer.").values_list("code", flat=True))
    assert codes == ["customer.merged", "customer.unmerged"]


def test_what_had_come_in_before_goes_out_with_its_record(cast: Cast) -> None:
    one, two = customer(name="One"), customer(name="Two")
    unite(one, two, cast)
    unite(two, cast.rosa, cast)
    assert person_keys(one.pk) == [cast.rosa.pk, one.pk, two.pk]

    part(two, cast)
    assert person_keys(one.pk) == [two.pk, one.pk]
    part(one, cast)
    assert person_keys(two.pk) == [two.pk]


def test_a_record_in_the_middle_comes_out_of_the_whole_alone(cast: Cast) -> None:
    """One went into Two, Two into Rosa: One can leave first, and Two then leaves without it."""
    one, two = customer(name="One"), customer(name="Two")
    unite(one, two, cast)
    unite(two, cast.rosa, cast)

    part(one, cast)
    assert person_keys(one.pk) == [one.pk]
    part(two, cast)
    assert person_keys(one.pk) == [one.pk]
    assert person_keys(cast.rosa.pk) == [cast.rosa.pk]


def test_a_record_that_came_back_by_itself_stays_when_another_leaves(cast: Cast) -> None:
    one, two = customer(name="One"), customer(name="Two")
    unite(one, two, cast)
    unite(two, cast.rosa, cast)
    part(one, cast)
    unite(one, cast.rosa, cast)

    part(two, cast)
    assert person_keys(one.pk) == [cast.rosa.pk, one.pk]
    assert person_keys(two.pk) == [two.pk]


def test_merged_twice_or_with_itself_is_a_conflict(cast: Cast) -> None:
    other = customer(name="R. Delgado")
    unite(other, cast.rosa, cast)
    with pytest.raises(Conflict, match="just merged"):
        unite(other, cast.rosa, cast)
    with pytest.raises(Conflict, match="just merged"):
        unite(customer(name="Third"), other, cast)
    with pytest.raises(Conflict, match="same record"):
        unite(cast.rosa, cast.rosa, cast)
    part(other, cast)
    with pytest.raises(Conflict, match="isn't merged"):
        part(other, cast)
    unite(other, cast.rosa, cast)


def test_the_record_whose_address_is_proved_stands_for_the_person(cast: Cast) -> None:
    proved = customer(name="Later", email="later@example.test")
    assert direction(proved, cast.rosa) == (proved, cast.rosa)
    proved.contacts.update(verified_at=later())
    assert direction(proved, cast.rosa) == direction(cast.rosa, proved) == (cast.rosa, proved)


def test_two_people_are_not_suggested_to_each_other_again(cast: Cast) -> None:
    other = sharing_phone(cast)
    assert [like.customer for like in likely(cast)] == [other]

    for _again in range(2):
        keep_apart(
            customer_id=cast.rosa.pk, other_id=other.pk, actor=by(cast.ana), at=later(hours=1)
        )
    assert likely(cast) == []
    events = TicketEvent.objects.filter(code="customer.kept_apart")
    assert {event.ticket.customer_id for event in events} == {cast.rosa.pk, other.pk}
    assert events.count() == 2
    assert events[0].data == {"one": cast.rosa.pk, "other": other.pk}


def test_records_of_one_person_cannot_be_kept_apart(cast: Cast) -> None:
    other = sharing_phone(cast)
    unite(other, cast.rosa, cast)
    with pytest.raises(Conflict):
        keep_apart(
            customer_id=cast.rosa.pk, other_id=other.pk, actor=by(cast.ana), at=later(hours=2)
        )


def sharing_phone(cast: Cast) -> Customer:
    """Rosa and somebody else with the same number, each with a ticket that Ana sees."""
    other = customer(name="R. Delgado", email="")
    for who in (cast.rosa, other):
        ContactPoint.objects.create(
            customer=who, kind="phone", value="555 0100", normalised="5550100", created_at=later()
        )
        ticket(who)
    return other


def likely(cast: Cast) -> list[Likeness]:
    contacts = ContactPoint.objects.filter(customer=cast.rosa)
    return likely_same(person_keys(cast.rosa.pk), cast.ana, contacts)


def test_a_name_is_one_line(starter: None) -> None:
    """It stands in greetings: nothing in it may look like a line of the letter's own."""
    assert customer(name="Rosa\r\nBcc: all@example.test").name == "Rosa Bcc: all@example.test"
