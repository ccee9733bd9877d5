"""A person on one page: every contact, every ticket the reader may see, and who else it may be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tickets import access, display
from tickets.models import ContactPoint, Customer
from tickets.person import person_keys, records_of
from tickets.queries import contacts
from tickets.queries.facets import Reader
from tickets.queries.likeness import suggestions
from tickets.queries.lines import rows_of
from tickets.queries.paging import take_page
from tickets.queries.queue import groups_of


def customer_context(customer: Customer, reader: Reader, **page: str) -> dict[str, Any]:
    """Return the context of templates/tickets/customer.html but for what can be done there.

    `customer` comes from `access.customer_for`; `page` are `after` and `before` of the tickets.
    """
    keys = person_keys(customer.pk)
    records = {row.pk: row for row in records_of([customer.pk])}
    stands = records[keys[0]]
    tickets = access.tickets_for(reader.user).filter(customer__in=keys)
    shown = take_page(rows_of(tickets), order="newest", **page)
    return {
        "customer": {
            "id": stands.pk,
            "name": stands.name or gettext("Unknown"),
            "lead": _lead(tickets.count(), len(keys)),
            "facts": facts(stands, reader.now),
        },
        "contacts": _contacts(keys, records, reader),
        "records": [_record(records[key], reader.now) for key in keys[1:]],
        "groups": groups_of(shown.rows, order="newest", reader=reader),
        "next_url": f"?after={shown.after}" if shown.after else "",
        "previous_url": f"?before={shown.before}" if shown.before else "",
        "queue_url": f"{reverse('desk:queue')}?customer={stands.pk}&status=all",
        "suggestions": suggestions(keys, reader.user, contacts.of_records(keys)),
        "now": reader.now,
    }


def _lead(count: int, records: int) -> str:
    words = ngettext("%(count)d ticket", "%(count)d tickets", count) % {"count": count}
    if records == 1:
        return words
    united = ngettext("%(count)d record", "%(count)d records, one person", records) % {
        "count": records
    }
    return f"{words} · {united}"


def facts(customer: Customer, now: datetime) -> list[tuple[str, str]]:
    pairs = [
        (gettext("Known since"), display.day(customer.created_at, now=now)),
        (gettext("Language"), "中文" if customer.language.startswith("zh") else "English"),
        (gettext("Customer tier"), customer.customer_tier),
        (gettext("Prefers"), customer.preferred_channel),
        (gettext("Access needs"), customer.access_needs),
    ]
    return [(name, value) for name, value in pairs if value]


def _contacts(
    keys: list[int], records: dict[int, Customer], reader: Reader
) -> list[dict[str, Any]]:
    in_full = access.sees_contacts(reader.user)
    points = ContactPoint.objects.filter(customer__in=keys).order_by("kind", "pk")
    return [
        {
            "kind": str(point.get_kind_display()),
            "provider": point.provider,
            "value": contacts.shown(point, in_full=in_full),
            "standing": contacts.standing(point),
            "is_good": point.verified_at is not None and point.bounced_at is None,
            "is_bad": point.bounced_at is not None,
            "since": point.verified_at or point.created_at,
            "record": records[point.customer_id].name or gettext("Unknown"),
        }
        for point in points
    ]


def _record(row: Customer, now: datetime) -> dict[str, Any]:
    return {
        "name": row.name or gettext("Unknown"),
        "since": display.day(row.created_at, now=now),
        "undo_url": reverse("desk:undo-customer-merge", args=[row.pk]),
    }
