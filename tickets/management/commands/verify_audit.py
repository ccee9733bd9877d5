"""Walk every chain of events and say where the first broken link is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db.models import F, Max
from django.db.models.functions import Coalesce

from tickets.events import event_hash
from tickets.models import ConfigurationEvent, ConfigurationStamp, Ticket, TicketEvent
from tickets.trail_head import Head, NotSettled, latest_head

BATCH = 2000


class BrokenLink(Exception):
    """An event that doesn't follow from the one before it; the message says which and how."""


class Command(BaseCommand):
    help = (
        "Verify the audit trail: every event's hash, its place in its ticket's chain, and that no "
        "event is missing at the end. Exits with 1 and names the first broken link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--ticket", help="verify the chain of this ticket number only")
        which.add_argument(
            "--head", action="store_true", help="then print the head, to be kept elsewhere"
        )
        which.add_argument("--since-head", help="then prove that a head kept elsewhere still holds")

    def handle(
        self, *args: Any, ticket: str | None, head: bool, since_head: str | None, **options: Any
    ) -> None:
        kept = _head_given(since_head) if since_head else None
        events = TicketEvent.objects.all()
        tickets = Ticket.objects.all()
        if ticket:
            tickets = tickets.filter(number=ticket)
            events = events.filter(ticket__number=ticket)
            if not tickets.exists():
                raise CommandError(f"There is no ticket {ticket}. Look at the number again.")
        try:
            chains, verified = verify_tickets(events)
            _check_ends(tickets)
            configured = 0 if ticket else verify_configuration()
        except BrokenLink as broken:
            raise CommandError(str(broken), returncode=1) from broken
        chains += 1 if configured else 0
        self.stdout.write(f"{chains} chains, {verified + configured} events verified")
        if head:
            self.stdout.write(f"head {_settled_head()}")
        if kept is not None:
            self.stdout.write(_proved(kept))


def _head_given(text: str) -> Head:
    try:
        return Head.read(text)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _settled_head() -> Head:
    try:
        return latest_head()
    except NotSettled as error:
        raise CommandError(str(error)) from error


def _proved(kept: Head) -> str:
    if not kept.still_holds():
        raise CommandError(
            f"Up to event {kept.events} and configuration event {kept.configured} the trail isn't "
            "what it was when this head was taken: events were changed, removed or put in since, "
            "and all seals made to fit. Compare it with a backup of that time.",
            returncode=1,
        )
    return f"nothing up to event {kept.events} changed since this head was taken"


def verify_tickets(events: Any) -> tuple[int, int]:
    """Return (chains, events) once every event follows from the one before. Raises BrokenLink."""
    chains = verified = 0
    ticket_id, seq, digest = None, 0, ""
    for event in _in_batches(events):
        if event.ticket_id != ticket_id:
            ticket_id, seq, digest = event.ticket_id, 0, ""
            chains += 1
        seq += 1
        where = f"Event {event.pk} ({event.code}), number {event.seq} of ticket {ticket_id},"
        if event.seq != seq:
            raise BrokenLink(f"{where} should be number {seq}: events before it are missing.")
        _check_link(event, digest, f"{ticket_id}/{event.seq}", where)
        digest = event.hash
        verified += 1
    return chains, verified


def _in_batches(events: Any) -> Iterator[TicketEvent]:
    """All events by ticket and number, a batch at a time by key, whatever their count."""
    rows = events.order_by("ticket_id", "seq")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        last = batch[-1]
        rest = rows.filter(ticket_id__gt=last.ticket_id) | rows.filter(
            ticket_id=last.ticket_id, seq__gt=last.seq
        )
        batch = list(rest.order_by("ticket_id", "seq")[:BATCH])


def _check_link(event: TicketEvent | ConfigurationEvent, digest: str, key: str, where: str) -> None:
    if event.previous_hash != digest:
        raise BrokenLink(f"{where} doesn't follow the event before it: one was changed or put in.")
    if event.hash != event_hash(digest, event, key):
        raise BrokenLink(f"{where} was changed after it was written.")


def _check_ends(tickets: Any) -> None:
    """A chain cut off at its end still fits together; the ticket's version says how long it was."""
    cut = (
        tickets.annotate(last=Coalesce(Max("events__seq"), 0))
        .exclude(last=F("version"))
        .order_by("pk")
        .values_list("pk", "last", "version")
        .first()
    )
    if cut is not None:
        ticket_id, last, version = cut
        raise BrokenLink(
            f"The chain of ticket {ticket_id} ends at number {last}; {version} events were written."
        )


def verify_configuration() -> int:
    """Return how many changes of configuration fit together. Raises BrokenLink."""
    digest, verified = "", 0
    for event in ConfigurationEvent.objects.order_by("id").iterator(chunk_size=BATCH):
        key = f"{event.model}/{event.object_id}"
        _check_link(event, digest, key, f"Configuration event {event.pk} ({event.code})")
        digest = event.hash
        verified += 1
    recorded = sum(ConfigurationStamp.objects.values_list("recorded", flat=True))
    if recorded > verified:
        raise BrokenLink(
            f"The chain of configuration ends at number {verified}; "
            f"{recorded} changes were recorded."
        )
    return verified
