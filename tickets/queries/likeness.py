"""Who may be the same person as a customer, and why one would think so. Never decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tickets import access
from tickets.addressing import address
from tickets.kept_sql import Kept, Question
from tickets.models import ContactPoint, Customer, CustomersApart, TicketEvent, User
from tickets.read_beside import read_beside

MOST = 5
MOST_SHARING = 100
# Strongest first: proved by both, proved by one, by neither.
BOTH, ONE, NEITHER = 0, 1, 2


@dataclass(frozen=True)
class Likeness:
    """Another person who gave the same contact."""

    customer: Customer
    contact: ContactPoint
    strength: int

    @property
    def reason(self) -> str:
        words = _WORDS[self.contact.kind, self.strength]()
        return words % {"contact": self.contact.value}


def likely_same(
    keys: Sequence[int], user: User, contacts: Iterable[ContactPoint]
) -> list[Likeness]:
    """Return the persons who share one of the `contacts` of these records, the surest first.

    Only those of whom `user` sees a ticket: a suggestion must not tell of anybody else.
    """
    own = {_key(point): point for point in contacts}
    sharing = _but_others(_sharing.all([*keys]), keys) if own else []
    if not sharing:
        return []
    found: dict[int, Likeness] = {}
    proved_late = _proved_late([*keys])
    for point in sharing:
        mine = own[_key(point)]
        strength = _strength(mine, point, proved_late)
        person = point.customer.merged_into or point.customer
        known = found.get(person.pk)
        if known is None or strength < known.strength:
            found[person.pk] = Likeness(person, point, strength)
    seen = access.persons_seen(user, found)
    ranked = sorted(found.values(), key=lambda like: (like.strength, like.customer.pk))
    return [like for like in ranked if like.customer.pk in seen][:MOST]


def _key(point: ContactPoint) -> tuple[str, str, str]:
    return point.kind, point.provider, point.normalised


def _but_others(sharing: list[ContactPoint], keys: Sequence[int]) -> list[ContactPoint]:
    """Leave out whom a colleague found to be somebody else."""
    if not sharing:
        return sharing
    pairs = CustomersApart.objects.filter(Q(one__in=keys) | Q(other__in=keys))
    apart = {pk for pair in pairs.values_list("one_id", "other_id") for pk in pair} - {*keys}
    return [
        point for point in sharing if not {point.customer_id, point.customer.merged_into_id} & apart
    ]


def question_of(keys: Sequence[int]) -> Question:
    return _sharing.asking([*keys])


def _with_same(keys: Sequence[int]) -> QuerySet[ContactPoint]:
    own = ContactPoint.objects.filter(
        customer__in=keys,
        kind=OuterRef("kind"),
        provider=OuterRef("provider"),
        normalised=OuterRef("normalised"),
    )
    rows = ContactPoint.objects.filter(Exists(own)).exclude(customer__in=keys)
    people = {"customer": "name merged_into", "customer__merged_into": "name"}
    return read_beside(rows, **people).order_by("pk")[:MOST_SHARING]


_sharing = Kept(_with_same)


def _proved_late(keys: list[int]) -> set[int]:
    """Return the contacts that were proved by a link, but belonged to somebody else by then."""
    events = TicketEvent.objects.filter(
        ticket__customer__in=keys, code="contact.verified", data__own=False
    )
    return {event.data["contact"] for event in events}


def _strength(mine: ContactPoint, other: ContactPoint, proved_late: set[int]) -> int:
    if {mine.pk, other.pk} & proved_late:
        return BOTH
    return ONE if mine.verified_at or other.verified_at else NEITHER


_WORDS = {
    ("email", BOTH): lambda: _("Both confirmed the same address, %(contact)s."),
    ("email", ONE): lambda: _("The same address, %(contact)s; one of them confirmed it."),
    ("email", NEITHER): lambda: _("The same address, %(contact)s, confirmed by neither."),
    ("phone", BOTH): lambda: _("Both confirmed the same phone number, %(contact)s."),
    ("phone", ONE): lambda: _("The same phone number, %(contact)s; one of them confirmed it."),
    ("phone", NEITHER): lambda: _("The same phone number, %(contact)s, confirmed by neither."),
    ("account", BOTH): lambda: _("Both confirmed the same account, %(contact)s."),
    ("account", ONE): lambda: _("The same account, %(contact)s; one of them confirmed it."),
    ("account", NEITHER): lambda: _("The same account, %(contact)s, confirmed by neither."),
}


def suggestions(
    keys: Sequence[int], user: User, contacts: Iterable[ContactPoint]
) -> list[dict[str, Any]]:
    """Return what the pages show: name, reason, url, and id for the button that merges.

    `contacts` are those of all records of the person.
    """
    return [
        {
            "id": like.customer.pk,
            "name": like.customer.name or _("Unknown"),
            "reason": like.reason,
            "url": address("desk:customer", like.customer.pk),
        }
        for like in likely_same(keys, user, contacts)
    ]
