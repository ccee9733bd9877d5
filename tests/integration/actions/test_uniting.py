"""People in several records: merged by hand, taken apart again, and nothing moves."""

from __future__ import annotations

import pytest

from tests.cast import Cast, by, customer, later, ticket
from tickets.actions.uniting import direction, merge_customers, unmerge_customer
from tickets.errors import Conflict
from tickets.models import ContactPoint, Customer, CustomerMerge
from tickets.person import person_keys


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
