"""Tags as pages show them: how often each is used, and which tickets that is."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from tickets import access, states
from tickets.models import Tag, User

MOST_OFFERED = 24
NO_TICKETS = (0, 0)


def tag_lines(user: User, *, may_rename: bool) -> list[dict[str, Any]]:
    """Return every tag with the tickets the person sees: name, open, all, their addresses."""
    seen = (
        access.tickets_for(user)
        .filter(tags__isnull=False)
        .order_by()
        .values("tags")
        .annotate(live=Count("pk", filter=Q(status__in=states.LIVE)), every=Count("pk"))
        .values_list("tags", "live", "every")
    )
    counts = {tag: (live, every) for tag, live, every in seen}
    queue = reverse("desk:queue")
    return [
        {
            "name": tag.name,
            "open": counts.get(tag.pk, NO_TICKETS)[0],
            "all": counts.get(tag.pk, NO_TICKETS)[1],
            "open_url": f"{queue}?tag={tag.pk}",
            "all_url": f"{queue}?tag={tag.pk}&status=all",
            "rename_url": reverse("desk:tag", args=[tag.pk]) if may_rename else "",
        }
        for tag in Tag.objects.all()
    ]


def tag_choices() -> list[tuple[str, str]]:
    return [(str(tag.pk), tag.name) for tag in Tag.objects.all()]


def names_on(ticket_id: int) -> list[str]:
    return list(Tag.objects.filter(ticket=ticket_id).values_list("name", flat=True))


def names_offered(carried: list[str]) -> list[str]:
    """Return what a form offers to tick: what the ticket carries, then the tags used most."""
    used = Tag.objects.annotate(uses=Count("ticket")).exclude(name__in=carried)
    most = used.order_by("-uses", "name").values_list("name", flat=True)
    return [*carried, *sorted(most[:MOST_OFFERED])]
