"""What others did to a ticket while somebody had it open."""

from __future__ import annotations

from django.utils import timezone

from tickets import actors, configuration
from tickets.models import Ticket, TicketEvent
from tickets.queries.wording import Storyteller

# What the desk does by itself and what nobody has to read before they go on.
HARMLESS = (
    "sla.",
    "survey.",
    "notice.",
    "message.settled",
    "message.sent",
    "ticket.confirmed",
    "triage.accepted",
    "ticket.reminded",
)
MOST_LINES = 5


def events_since(ticket: Ticket, version: int) -> list[TicketEvent]:
    """Return the events after a version; a ticket's version is the number of its last event."""
    return list(ticket.events.filter(seq__gt=version).order_by("seq"))


def is_of_interest(event: TicketEvent, reader_id: int | None = None) -> bool:
    """Return whether somebody who types has to know: what others did, but not what clocks did."""
    if event.actor_kind == actors.USER and event.actor_id == reader_id:
        return False
    is_automatic = event.actor_kind == actors.AUTOMATION
    return not (is_automatic and event.code.startswith(HARMLESS))


def changes_since(ticket: Ticket, version: int, reader_id: int | None = None) -> list[str]:
    """Say in sentences what others did since a version, the latest five."""
    events = [e for e in events_since(ticket, version) if is_of_interest(e, reader_id)]
    teller = Storyteller.for_events(ticket, events, configuration.current(), timezone.now())
    told = [teller.tell(event) for event in events]
    return [words for _icon, words in filter(None, told)][-MOST_LINES:]


def version_to_check(ticket: Ticket, seen: int | None, reader_id: int | None) -> int | None:
    """Return the version an action should insist on.

    The ticket's own while only clocks and the reader did something since `seen`; else `seen`, so
    that the action refuses. None when the form said nothing.
    """
    if seen is None or seen == ticket.version:
        return seen
    noticed = any(is_of_interest(event, reader_id) for event in events_since(ticket, seen))
    return seen if noticed else ticket.version
