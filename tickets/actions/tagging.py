"""Tags: words of the team's own, by which tickets are found again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tickets.actions.change import Change, changing, changing_many
from tickets.actors import Actor
from tickets.errors import Incomplete
from tickets.events import record_configuration
from tickets.models import Tag, Ticket

MOST_ON_ONE = 20
LONGEST = 60


def set_tags(*, ticket_id: int, actor: Actor, at: datetime, names: Iterable[str]) -> Ticket:
    """Let a ticket carry exactly these tags; a name that nobody used yet becomes a tag.

    Records `ticket.tagged` when that changes something. Raises Incomplete for too many or too long.
    """
    wanted = tidy(names)
    with changing(ticket_id, actor=actor, at=at) as change:
        _carry(change, {tag.pk for tag in _tags(wanted)})
    return change.ticket


def add_tags(*, ticket_id: int, actor: Actor, at: datetime, names: Iterable[str]) -> Ticket:
    """Give a ticket these tags beside those it has. Otherwise as `set_tags`."""
    wanted = tidy(names)
    with changing(ticket_id, actor=actor, at=at) as change:
        has = set(change.ticket.tags.values_list("pk", flat=True))
        _carry(change, has | {tag.pk for tag in _tags(wanted)})
    return change.ticket


def tidy(names: Iterable[str]) -> list[str]:
    """Return the names as they are kept: one space between words, none twice whatever its case."""
    spaced = (" ".join(name.split()) for name in names)
    kept = list({name.casefold(): name for name in spaced if name}.values())
    if any(len(name) > LONGEST for name in kept):
        raise Incomplete(
            "names", _("A tag has up to %(n)d characters. Shorten it.") % {"n": LONGEST}
        )
    if len(kept) > MOST_ON_ONE:
        refusal = _("A ticket carries up to %(n)d tags. Leave some out.")
        raise Incomplete("names", refusal % {"n": MOST_ON_ONE})
    return kept


def _tags(names: list[str]) -> list[Tag]:
    """Find tags whatever the case of their letters; make those that are missing."""
    found = [_named(name) or Tag.objects.get_or_create(name=name)[0] for name in names]
    return list({tag.pk: tag for tag in found}.values())


def _named(name: str) -> Tag | None:
    return Tag.objects.filter(name__iexact=name).order_by("pk").first()


def _carry(change: Change, wanted: set[int]) -> None:
    if len(wanted) > MOST_ON_ONE:
        refusal = _("A ticket carries up to %(n)d tags. Leave some out.")
        raise Incomplete("names", refusal % {"n": MOST_ON_ONE})
    has = set(change.ticket.tags.values_list("pk", flat=True))
    if has == wanted:
        return
    change.ticket.tags.set(wanted)
    change.record("ticket.tagged", added=sorted(wanted - has), removed=sorted(has - wanted))


@transaction.atomic
def rename_tag(*, tag_id: int, actor: Actor, at: datetime, name: str) -> Tag:
    """Call a tag otherwise; if another tag has that name already, the two become that one.

    Locks both. Records the change of configuration, and `ticket.tagged` on each ticket that gets
    another tag. Raises Tag.DoesNotExist, Incomplete.
    """
    (name,) = tidy([name]) or [""]
    if not name:
        raise Incomplete("name", _("Write what the tag is called."))
    tag = Tag.objects.select_for_update().get(pk=tag_id)
    same = ~Q(pk=tag_id) & Q(name__iexact=name)
    other = Tag.objects.select_for_update().filter(same).order_by("pk").first()
    if other is not None:
        return _unite(tag, other, actor, at)
    before, tag.name = tag.name, name
    if before != name:
        tag.save(update_fields=["name"])
        _record(tag, "config.changed", actor, at, name={"from": before, "to": name})
    return tag


def _unite(tag: Tag, into: Tag, actor: Actor, at: datetime) -> Tag:
    links = Ticket.tags.through.objects
    ids = set(links.filter(tag=tag).values_list("ticket_id", flat=True))
    both = set(links.filter(tag=into, ticket__in=ids).values_list("ticket_id", flat=True))
    with changing_many(ids, actor=actor, at=at, with_customers=False) as changes:
        links.filter(tag=tag, ticket__in=both).delete()
        links.filter(tag=tag).update(tag=into)
        for change in changes:
            added = [] if change.ticket.pk in both else [into.pk]
            change.record("ticket.tagged", added=added, removed=[tag.pk])
    _record(tag, "config.removed", actor, at, into=into.pk)
    tag.delete()
    return into


def _record(tag: Tag, code: str, actor: Actor, at: datetime, **data: object) -> None:
    record_configuration(
        code=code, model="tag", object_id=tag.pk, label=tag.name, actor=actor, at=at, data=data
    )
