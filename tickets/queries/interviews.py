"""Talks with customers, and the tickets that came of each."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tickets import access, display
from tickets.models import Interview
from tickets.queries.facets import Reader
from tickets.queries.lines import rows_of
from tickets.queries.queue import groups_of

MOST = 200
CHANNELS = {Interview.Kind.INTERVIEW: "interview", Interview.Kind.PANEL: "customer_panel"}


def interview_rows(reader: Reader) -> list[dict[str, Any]]:
    """Return the latest talks, each with the number of its tickets that the reader may see."""
    talks = list(Interview.objects.select_related("held_by", "store")[:MOST])
    seen = access.tickets_for(reader.user).filter(interview__in=[talk.pk for talk in talks])
    counts = dict(seen.order_by().values_list("interview").annotate(Count("id")))
    return [
        {
            "url": reverse("desk:interview", args=[talk.pk]),
            "title": talk.title,
            "kind": str(talk.get_kind_display()),
            "people": talk.people,
            "held_by": talk.held_by.display_name,
            "held_at": talk.held_at,
            "count": counts.get(talk.pk, 0),
        }
        for talk in talks
    ]


def interview_context(talk: Interview, reader: Reader) -> dict[str, Any]:
    """Return the context of templates/tickets/interview.html but for its actions."""
    tickets = access.tickets_for(reader.user).filter(interview=talk).order_by("pk")
    found = list(rows_of(tickets)[:MOST])
    count = ngettext("%(count)d ticket", "%(count)d tickets", len(found)) % {"count": len(found)}
    return {
        "talk": {"title": talk.title, "notes": talk.notes, "facts": _facts(talk, reader)},
        "lead": count,
        "groups": groups_of(found, order="newest", reader=reader),
        "now": reader.now,
    }


def _facts(talk: Interview, reader: Reader) -> list[tuple[str, str]]:
    pairs = [
        (gettext("What kind"), str(talk.get_kind_display())),
        (gettext("When"), display.moment(talk.held_at, now=reader.now)),
        (gettext("Where"), talk.place),
        (gettext("Store"), talk.store.name if talk.store else ""),
        (gettext("Who took part"), talk.people),
        (gettext("Held by"), talk.held_by.display_name),
    ]
    return [(name, value) for name, value in pairs if value]
