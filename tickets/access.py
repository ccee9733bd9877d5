"""The one gate: who may see and do what, and the only way to get a ticket for a person.

Unseen is 404 (`Ticket.DoesNotExist` turned by `ticket_for`), seen but not allowed is `NotAllowed`
with the missing right named.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tickets.errors import NotAllowed
from tickets.kept_sql import Kept
from tickets.models import Customer, Membership, Right, RoleRight, Ticket, User
from tickets.read_beside import read_beside

# What a ticket's page names, read with the ticket; of its customer all.
NAMED = {
    "owner": "display_name",
    "product": "name_en name_zh",
    "complained_about": "display_name",
    "store": "name_en name_zh",
    "interview": "title held_at",
    "reported_by": "display_name",
}


def rights_of(user: User | AnonymousUser) -> frozenset[str]:
    """Return the right codes of a person: the union over their roles. Kept on the instance.

    Nobody signed in has none.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_rights", None)
    if known is None:
        known = frozenset(Right.values if user.is_superuser else _codes_of(user))
        user._rights = known  # type: ignore[attr-defined]
    return known


def with_rights(people: QuerySet[User]) -> QuerySet[User]:
    """Read people together with their rights, which are then asked for without a statement."""
    theirs = RoleRight.objects.filter(role__users=OuterRef("pk")).values("right")
    return people.annotate(right_codes=ArraySubquery(theirs))


def _codes_of(user: User) -> list[str]:
    read_with_them: list[str] | None = getattr(user, "right_codes", None)
    return _rights.all(user.pk) if read_with_them is None else read_with_them


_rights = Kept(
    lambda user: RoleRight.objects.filter(role__users=user).values_list("right", flat=True)
)


def has_right(user: User | AnonymousUser, right: str) -> bool:
    return right in rights_of(user)


def require_right(user: User | AnonymousUser, right: str) -> None:
    """Raise `NotAllowed` naming `right` when `user` lacks it."""
    if not has_right(user, right):
        raise NotAllowed(
            _("You may not do this: it needs the right “%(right)s”. Ask your administrator.")
            % {"right": Right(right).label}
        )


def tickets_for(user: User) -> QuerySet[Ticket]:
    """Return the tickets `user` may see.

    All of them with `see_all_tickets`; with `see_tickets` those of their teams, those they own
    and those nobody's team has claimed; never a complaint about themselves.
    """
    return tickets_within(user.pk, sight_of(user))


def sight_of(user: User) -> str:
    """Return how far a person sees: the right that `tickets_within` goes by, or nothing."""
    rights = rights_of(user)
    wide = (Right.SEE_ALL_TICKETS, Right.SEE_TICKETS)
    return next((right.value for right in wide if right in rights), "")


def tickets_within(user_id: int, sight: str) -> QuerySet[Ticket]:
    """Return what a person of this sight may see, for statements that are kept."""
    if sight == Right.SEE_ALL_TICKETS:
        return Ticket.objects.exclude(complained_about=user_id)
    if sight != Right.SEE_TICKETS:
        return Ticket.objects.none()
    teams = Membership.objects.filter(user=user_id).values("team")
    seen = Ticket.objects.filter(Q(team__in=teams) | Q(owner=user_id))
    return seen.exclude(complained_about=user_id)


_one = Kept(
    lambda user_id, ticket_id, *, sight: read_beside(
        tickets_within(user_id, sight).filter(pk=ticket_id).select_related("customer"), **NAMED
    )
)


def ticket_for(user: User, ticket_id: int, right: str = Right.SEE_TICKETS) -> Ticket:
    """Return one ticket for a person. Raises Http404 when unseen, NotAllowed without `right`."""
    is_key = ticket_id <= BigIntegerField.MAX_BIGINT
    ticket: Ticket | None = _one.first(user.pk, ticket_id, sight=sight_of(user)) if is_key else None
    if ticket is None:
        raise Http404
    if right != Right.SEE_TICKETS:
        require_right(user, right)
    return ticket


_merged = Kept(
    lambda tickets, user_id: (
        Ticket.objects.filter(merged_into__in=tickets)
        .exclude(complained_about=user_id)
        .only("number", "subject", "merged_into")
        .order_by("pk")
    )
)


def absorbed_by(user: User, ticket: Ticket) -> list[Ticket]:
    """Return the tickets merged into one that `user` sees: its page shows what was said on them.

    Whatever team they came from; never a complaint about the reader.
    """
    found: list[Ticket] = []
    level = [ticket.pk]
    while level:
        merged: list[Ticket] = _merged.all(level, user.pk)
        found += merged
        level = [row.pk for row in merged]
    return found


def require_readable(user: User, ticket_id: int) -> None:
    """Raise Http404 unless `user` may read what was said on a ticket, there or where it went."""
    chain = [ticket_id]
    went_into = Ticket.objects.values_list("merged_into_id", flat=True)
    while (into := went_into.get(pk=chain[-1])) is not None:
        chain.append(into)
    is_about_them = Ticket.objects.filter(pk=ticket_id, complained_about=user).exists()
    if is_about_them or not tickets_for(user).filter(pk__in=chain).exists():
        raise Http404


def customer_for(user: User, customer_id: int, right: str = Right.SEE_TICKETS) -> Customer:
    """Return a customer of whom `user` sees a ticket. Raises Http404, NotAllowed without `right`.

    Whoever sees one ticket of a person sees the person: all records, but no other ticket by that.
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None or not persons_seen(user, [customer.person_id]):
        raise Http404
    require_right(user, right)
    return customer


def persons_seen(user: User, persons: Collection[int]) -> set[int]:
    """Return those of these persons (keys of the records that stand for them) `user` knows of."""
    keys = list(persons)
    seen: set[int] = set()
    for role in ("customer", "affected_party"):
        record, into = f"{role}_id", f"{role}__merged_into_id"
        about = Q(**{f"{role}__in": keys}) | Q(**{f"{role}__merged_into__in": keys})
        rows = tickets_for(user).filter(about).values_list(record, into).distinct()
        seen |= {merged_into or pk for pk, merged_into in rows}
    return seen


def sees_contacts(user: User) -> bool:
    """Return whether addresses and numbers are shown in full: to those who answer customers."""
    return has_right(user, Right.WORK_TICKETS)


def reports_of(user: User) -> QuerySet[Ticket]:
    """Return what `user` handed in. Their page shows stage and outcome, nothing else of it."""
    return Ticket.objects.filter(reported_by=user)


def require_owner_or_lead(user: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` unless `user` owns the ticket or may act for its owner."""
    if ticket.owner_id == user.pk or has_right(user, Right.LEAD_TICKETS):
        return
    if ticket.owner_id is None:
        raise NotAllowed(_("Nobody has this ticket yet. Take it first."))
    raise NotAllowed(
        _("Only its owner or a team lead does this: it needs the right “%(right)s”.")
        % {"right": Right.LEAD_TICKETS.label}
    )
