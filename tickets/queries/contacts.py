"""How a customer is reached, as a page shows it: in full or blacked out, proved or not."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext

from tickets.kept_sql import Kept, Question
from tickets.models import ContactPoint

Kind = ContactPoint.Kind

_of_records = Kept(lambda keys: ContactPoint.objects.filter(customer__in=keys))


def of_records(keys: Collection[int]) -> list[ContactPoint]:
    """Return how a person is reached, by the keys of all their records."""
    return _of_records.all([*keys])


def question_of(keys: Collection[int]) -> Question:
    return _of_records.asking([*keys])


def shown(point: ContactPoint, *, in_full: bool) -> str:
    """Return a contact as its reader may see it.

    Without `in_full`: `r•••@example.test`, `•••• 8000`; enough to tell two apart.
    """
    if in_full:
        return point.value
    if point.kind == Kind.EMAIL:
        name, _at, house = point.value.partition("@")
        return f"{name[:1]}•••@{house}"
    return f"•••• {point.value[-4:]}" if len(point.value) > 8 else "••••"


def standing(point: ContactPoint) -> str:
    """Return what is known of a contact: proved by its holder, only typed, or dead."""
    if point.bounced_at is not None:
        return gettext("mail comes back")
    return gettext("confirmed") if point.verified_at is not None else gettext("not confirmed")


def in_words(point: ContactPoint, *, in_full: bool) -> str:
    """Return both in one line, for narrow places."""
    value = shown(point, in_full=in_full)
    if point.bounced_at is not None:
        return gettext("%(contact)s (mail comes back)") % {"contact": value}
    if point.verified_at is None:
        return gettext("%(contact)s (not confirmed)") % {"contact": value}
    return value
