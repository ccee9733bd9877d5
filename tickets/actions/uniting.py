"""Two records of one person: united by a colleague's decision, and taken apart again.

Nothing is moved or rewritten. The record that goes in points at the one that stands for the
person; its tickets and contacts stay with it, so answers go where the customer wrote from.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.change import changing_many
from tickets.actors import Actor
from tickets.errors import Conflict
from tickets.models import Customer, CustomerMerge, CustomersApart, Ticket
from tickets.person import person_keys


def direction(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """Return (source, into): the record whose contact is proved stays, else the older one."""
    proved = {
        row.pk: row.contacts.filter(verified_at__isnull=False).exists() for row in (one, other)
    }
    into, source = sorted((one, other), key=lambda row: (not proved[row.pk], row.pk))
    return source, into


def merge_customers(*, customer_id: int, into_id: int, actor: Actor, at: datetime) -> CustomerMerge:
    """Say that two records are one person; `into_id` stands for them from now on.

    Locks the tickets of the record that goes in, then both records. Records `customer.merged` on
    those tickets. Raises Conflict when either is part of another record by now.
    """
    if customer_id == into_id:
        raise Conflict(_("This is the same record. Choose another one."))
    keys = person_keys(customer_id)
    with changing_many(_tickets_of(keys), actor=actor, at=at) as changes:
        rows = _locked([*keys, into_id])
        if rows[customer_id].merged_into_id or rows[into_id].merged_into_id:
            raise Conflict(_("A colleague has just merged one of them. Look at them again."))
        Customer.objects.filter(pk__in=keys).update(merged_into=into_id)
        for change in changes:
            change.record("customer.merged", customer=change.ticket.customer_id, into=into_id)
        return CustomerMerge.objects.create(
            source_id=customer_id, into_id=into_id, by_id=actor.user_id, at=at
        )


def unmerge_customer(*, customer_id: int, actor: Actor, at: datetime) -> Customer:
    """Take a record out of a person again, with what had come in with it.

    Records `customer.unmerged` on their tickets. Raises Conflict when it isn't merged.
    """
    keys = person_keys(customer_id)
    with changing_many(_tickets_of(keys), actor=actor, at=at) as changes:
        stood_for = _locked(keys)[customer_id].merged_into_id
        if stood_for is None:
            raise Conflict(_("This record isn't merged into another one."))
        branch = _branch(customer_id, person_keys(customer_id))  # as it is under the lock
        CustomerMerge.objects.filter(source=customer_id, undone_at__isnull=True).update(
            undone_at=at, undone_by=actor.user_id
        )
        Customer.objects.filter(pk__in=branch).update(merged_into=customer_id)
        Customer.objects.filter(pk=customer_id).update(merged_into=None)
        for change in changes:
            who = change.ticket.customer_id
            if who in branch:
                change.record("customer.unmerged", **{"customer": who, "from": stood_for})
    return Customer.objects.get(pk=customer_id)


def keep_apart(*, customer_id: int, other_id: int, actor: Actor, at: datetime) -> CustomersApart:
    """Say that two records are two people, so that nobody is asked about them again.

    Locks the tickets of both persons. Records `customer.kept_apart` on them, once. Raises Conflict
    when they are one person by now.
    """
    one, other = sorted((customer_id, other_id))
    keys = {*person_keys(one), *person_keys(other)}
    with changing_many(_tickets_of(keys), actor=actor, at=at) as changes:
        rows = _locked([one, other])
        if rows[one].person_id == rows[other].person_id:
            raise Conflict(_("They were merged into one person. Take that apart first."))
        found, is_new = CustomersApart.objects.get_or_create(
            one_id=one, other_id=other, defaults={"by_id": actor.user_id, "at": at}
        )
        for change in changes if is_new else ():
            change.record("customer.kept_apart", one=one, other=other)
        return found


def _branch(customer_id: int, keys: Iterable[int]) -> set[int]:
    """Return the record and all that were merged into it, directly or by way of one another."""
    holding = CustomerMerge.objects.filter(source__in=keys, undone_at__isnull=True)
    went_into = dict(holding.values_list("source_id", "into_id"))
    branch = {customer_id}
    while more := {pk for pk, into in went_into.items() if into in branch} - branch:
        branch |= more
    return branch


def _tickets_of(customer_ids: Iterable[int]) -> list[int]:
    return list(Ticket.objects.filter(customer__in=customer_ids).values_list("pk", flat=True))


def _locked(customer_ids: Iterable[int]) -> dict[int, Customer]:
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=set(customer_ids))
    return {row.pk: row for row in rows.order_by("pk")}
