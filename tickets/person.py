"""One person in several records: the records of a person, and what only looks like one.

A merge of people moves nothing. Tickets and contacts stay with the record they came with; whoever
asks about the person asks for all records.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from tickets.kept_sql import Kept
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


_records = Kept(lambda customer: records_of([customer]).values_list("pk", "merged_into_id"))


def is_same_person(one: Customer, other: Customer) -> bool:
    return one.person_id == other.person_id
