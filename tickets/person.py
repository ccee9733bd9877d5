"""One person in several records: the records of a person, and what only looks like one.

A merge of people moves nothing. Tickets and contacts stay with the record they came with; whoever
asks about the person asks for all records.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tickets.kept_sql import Kept, Question
from tickets.models import Customer


def records_of(customer_ids: Collection[int]) -> QuerySet[Customer]:
    """Return every record of the persons behind these: those asked for, merged, and beside them."""
    ids = list(customer_ids)
    same = Q(pk__in=ids) | Q(merged_into__in=ids)
    return Customer.objects.filter(
        same | Q(merged__in=ids) | Q(merged_into__merged__in=ids)
    ).distinct()


def person_keys(customer_id: int) -> list[int]:
    """Return the keys of a person's records, the one that stands for them first."""
    rows = _records.all(customer_id)
    return [pk for pk, into in sorted(rows, key=lambda row: (row[1] is not None, row[0]))]


def question_of(customer_id: int) -> Question:
    return _records.asking(customer_id)


def _records_of_one(customer_id: int) -> QuerySet[Customer, tuple[int, int | None]]:
    """Ask for the record that stands for the person first: two look-ups by index, and no walk."""
    found = Customer.objects.filter(pk=customer_id)
    stands = Subquery(found.values_list(Coalesce("merged_into_id", "pk"))[:1])
    records = Customer.objects.filter(Q(pk=stands) | Q(merged_into=stands))
    return records.values_list("pk", "merged_into_id")


_records = Kept(_records_of_one)


def is_same_person(one: Customer, other: Customer) -> bool:
    return one.person_id == other.person_id
