"""By which ways a customer can be reached, the best one first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.letters import Reader
from channels.models import NoticeWay
from channels.way_book import ways_out
from channels.ways import carriers
from channels.ways.quiet import quiet_until
from tickets.models import ContactPoint, Message, Ticket

URGENT_RANK = 1
# Who has just written by a way is awake and holds the phone.
JUST_NOW = timedelta(minutes=15)
TIME_FOR_A_CALL = timedelta(hours=1)


@dataclass(frozen=True)
class Route:
    """One way, and the contact it leads to."""

    way: NoticeWay
    contact: ContactPoint

    @property
    def kind(self) -> str:
        return self.way.kind


def routes_to(ticket: Ticket) -> list[Route]:
    """Return the ways that reach a ticket's customer, in the order they are tried.

    First what the customer prefers, then what they came by, then the order of the admin. An address
    that mail came back from is the last resort.
    """
    own = _kind_of(ticket.channel)
    preferred = _kind_of(ticket.customer.preferred_channel)
    routes = [
        Route(way, contact)
        for way in _ways()
        if way.kind in carriers.KINDS
        and (contact := carriers.carrier_for(way.kind).contact_of(ticket)) is not None
    ]
    return sorted(
        routes,
        key=lambda route: (
            route.contact.bounced_at is not None,
            route.kind != preferred,
            route.kind != own,
            route.way.position,
        ),
    )


def is_reachable(ticket: Ticket) -> bool:
    """Return whether any way reaches the customer; stops at the first, for pages ask it, too."""
    return any(
        carriers.carrier_for(way.kind).contact_of(ticket) is not None
        for way in _ways()
        if way.kind in carriers.KINDS
    )


def has_sound_way(ticket: Ticket) -> bool:
    """Return whether a customer can be reached where nothing has come back from."""
    return any(route.contact.bounced_at is None for route in routes_to(ticket))


def _ways() -> list[NoticeWay]:
    """Return the ways that are on; on a desk where nobody has set any, mail."""
    ways = ways_out().ways or (NoticeWay(kind=NoticeWay.Kind.EMAIL),)
    return [way for way in ways if way.is_active]


def calls_are_on() -> bool:
    """Return whether the team calls when no other way is left."""
    return any(way.is_active for way in _calls())


def time_to_call(ticket: Ticket, *, at: datetime) -> datetime:
    """Return by when a call is due: an hour from now, or from the end of the quiet hours."""
    until = next((held_until(way, ticket, at=at) for way in _calls()), None)
    return (until or at) + TIME_FOR_A_CALL


def _calls() -> list[NoticeWay]:
    return [way for way in ways_out().ways if way.kind == NoticeWay.Kind.PHONE]


def _kind_of(code: str) -> str:
    """Return the kind of a channel named by its code, or by its kind."""
    return ways_out().kinds.get(code, code)


def held_until(way: NoticeWay, ticket: Ticket, *, at: datetime) -> datetime | None:
    """Return until when quiet hours hold a notice back; None when it may go out now.

    Priority 1 goes out at any hour, and so does an answer to who has just written by this way.
    """
    zone = Reader.customer(ticket.customer).zone
    until = quiet_until(at, zone, way.quiet_from, way.quiet_until)
    if until is None or ticket.tier.rank == URGENT_RANK or _just_wrote(way, ticket, at):
        return None
    return until


def _just_wrote(way: NoticeWay, ticket: Ticket, at: datetime) -> bool:
    last = ticket.messages.filter(direction=Message.Direction.IN).order_by("-at", "-id").first()
    if last is None or last.at < at - JUST_NOW:
        return False
    return _kind_of(last.channel) == way.kind
