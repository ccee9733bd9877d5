"""Keep a filter as a queue, rename it, drop it. No ticket changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.errors import Conflict, Incomplete
from tickets.models import SavedQueue, Team, User

MOST_OF_ONE = 30


@transaction.atomic
def keep_queue(
    *, user: User, name: str, filters: Mapping[str, Any], team: Team | None = None
) -> SavedQueue:
    """Keep a filter under a name: for `user` alone, or shared with one of their teams.

    Locks the user row, so that two clicks keep one. Raises Conflict when they have a queue of that
    name already, or thirty of them; Incomplete for a team they don't belong to.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = SavedQueue.objects.filter(owner=user)
    if own.filter(name_en=name).exists():
        raise Conflict(_("You have a queue of this name. Choose another, or delete that one."))
    if own.count() >= MOST_OF_ONE:
        raise Conflict(_("You keep %(count)d queues. Delete one first.") % {"count": MOST_OF_ONE})
    if team is not None and not user.membership_set.filter(team=team).exists():
        raise Incomplete("team", _("Share it with a team you belong to."))
    return SavedQueue.objects.create(
        owner=user, team=team, name_en=name, name_zh=name, filters=dict(filters)
    )


def rename_queue(queue: SavedQueue, *, name: str) -> None:
    queue.name_en = queue.name_zh = name
    queue.save(update_fields=["name_en", "name_zh"])


def drop_queue(queue: SavedQueue) -> None:
    """Take a queue out of everybody's list. Tickets stay as they are."""
    queue.delete()
