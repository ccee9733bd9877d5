"""The navigation of the desk: queues and teams with capped counts, and where else one can look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets import access, configuration, slots
from tickets.addressing import address
from tickets.models import Right, SavedQueue, Ticket, User
from tickets.queries.counting import capped, count_many
from tickets.queries.facets import BadValue, Reader
from tickets.queries.filters import QueueFilter
from tickets.queries.kept_navigation import kept_for

log = logging.getLogger(__name__)

# code: (name, icon, filter, whether its count asks for somebody)
QUEUES: dict[str, tuple[Any, str, dict[str, tuple[str, ...]], bool]] = {
    "due": (_("Due first"), "sort", {}, False),
    "mine": (_("Mine"), "user", {"owner": ("me",)}, False),
    "nobody": (_("Nobody’s yet"), "none", {"owner": ("none",)}, True),
    "safety": (_("Safety"), "shield", {"risk": ("safety",)}, True),
    "round": (_("Second round"), "loop", {"round_min": ("2",)}, False),
    "paused": (_("Clock paused"), "pause", {"paused": ("1",)}, False),
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` of templates/desk/base.html; empty for whoever may see no tickets.

    Looked up once a request, whoever asks.
    """
    known: dict[str, Any] | None = getattr(request, "_navigation", None)
    if known is None:
        known = _navigation(request)
        request._navigation = known  # type: ignore[attr-defined]
    return known


def count_beside(request: HttpRequest, wanted: QueueFilter) -> int | None:
    """Return the count that stands beside this queue in the navigation; None where it isn't there.

    A page that names a number twice shows the same one, and counts it once.
    """
    nav = navigation(request)
    items = [*nav.get("queues", ()), *nav.get("teams", ())]
    values = dict(wanted.values)
    return next((item["total"] for item in items if item["values"] == values), None)


def _navigation(request: HttpRequest) -> dict[str, Any]:
    if not request.user.is_authenticated:
        return {}
    reader = Reader(request.user, timezone.now(), configuration.current())
    revision = reader.settings.revision
    nav = kept_for(reader.user.pk, revision, lambda: _made(request, reader))
    for place in nav["places"]:
        place["is_current"] = request.path.startswith(place["url"])
    if request.path == nav.get("queue_url"):
        asked = QueueFilter.asked_of(request.GET)
        for item in [*nav["queues"], *nav["teams"]]:
            item["is_current"] = item["values"] == asked
    return nav


def _made(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """Return the navigation as it is on any page: nothing is the current item yet."""
    home = {"home_url": address("desk:home"), "places": [_place(each) for each in _places(request)]}
    if not access.has_right(reader.user, Right.SEE_TICKETS):
        return home
    filters = _queues(reader) | _saved(reader) | _teams(reader)
    visible = access.tickets_for(reader.user)
    counts = count_many(
        {key: entry["filter"].narrow(visible, reader) for key, entry in filters.items()}
    )
    items = {key: _item(entry, counts[key]) for key, entry in filters.items()}
    return home | {
        "search_url": address("desk:search"),
        "queue_url": address("desk:queue"),
        "queues": [item for key, item in items.items() if not key.startswith("team")],
        "teams": [item for key, item in items.items() if key.startswith("team")],
    }


def queue_name(wanted: QueueFilter) -> Any:
    """Return the name of the built-in queue that this filter is; None when it is none."""
    for name, _icon, values, _alert in QUEUES.values():
        if dict(wanted.values) == values:
            return name
    return None


def saved_queue_of(wanted: QueueFilter, reader: Reader) -> SavedQueue | None:
    """Return the person's saved queue that this filter is; their own before a team's."""
    if not wanted.values:
        return None
    rows = _saved_rows(reader.user).select_related("team")
    same = [row for row in rows if dict(row.filters) == wanted.as_saved()]
    return next((row for row in same if row.owner_id == reader.user.pk), same[0] if same else None)


def _queues(reader: Reader) -> dict[str, dict[str, Any]]:
    return {
        code: {"name": str(name), "icon": icon, "filter": QueueFilter(values), "alerts": alerts}
        for code, (name, icon, values, alerts) in QUEUES.items()
    }


def _saved(reader: Reader) -> dict[str, dict[str, Any]]:
    return {
        f"saved-{row.pk}": {"name": row.name, "icon": "tag", "filter": wanted, "alerts": False}
        for row in _saved_rows(reader.user)
        if (wanted := _readable(row, reader)) is not None
    }


def _saved_rows(user: User) -> QuerySet[SavedQueue]:
    """Queues of the person, of their teams, and of everybody."""
    mine = Q(owner=user) | Q(team__membership__user=user)
    return SavedQueue.objects.filter(mine | Q(owner=None, team=None)).distinct()


def _readable(row: SavedQueue, reader: Reader) -> QueueFilter | None:
    """One queue that was saved badly must not take the navigation with it."""
    try:
        wanted = QueueFilter.from_saved(row.filters)
        wanted.narrow(Ticket.objects.none(), reader)
    except BadValue:
        log.warning("a saved queue can't be read", extra={"queue": row.pk})
        return None
    return wanted


def _teams(reader: Reader) -> dict[str, dict[str, Any]]:
    """The teams whose tickets the person sees: all, or those they belong to."""
    teams = [team for team in reader.settings.teams.values() if team.is_active]
    if not access.has_right(reader.user, Right.SEE_ALL_TICKETS):
        own = set(reader.user.membership_set.values_list("team_id", flat=True))
        teams = [team for team in teams if team.pk in own]
    return {
        f"team-{team.pk}": {
            "name": team.name,
            "filter": QueueFilter({"team": (str(team.pk),)}),
            "alerts": False,
        }
        for team in teams
    }


def _item(entry: dict[str, Any], count: int) -> dict[str, Any]:
    query = entry["filter"].query()
    home = address("desk:queue")
    return {
        "url": f"{home}?{query}" if query else home,
        "values": dict(entry["filter"].values),
        "name": entry["name"],
        "icon": entry.get("icon", "users"),
        "count": capped(count),
        "total": count,
        "is_alert": entry["alerts"] and count > 0,
    }


def _places(request: HttpRequest) -> Iterator[slots.Place]:
    if access.has_right(request.user, Right.SEE_TICKETS):
        yield slots.Place(_("Tags"), "tag", address("desk:tags"))
    if access.has_right(request.user, Right.WORK_TICKETS):
        yield slots.Place(_("Interviews"), "chat", address("desk:interviews"))
    yield from slots.places(request)


def _place(place: slots.Place) -> dict[str, Any]:
    return {"url": place.url, "name": str(place.name), "icon": place.icon}
