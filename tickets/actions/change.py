"""The one door: a change of one or many locked tickets, written in one transaction.

    with changing(ticket_id, actor=actor, at=at) as change:
        change.set(owner=person)
        change.record("ticket.assigned", owner=person.pk)

On leaving, fields, clocks, events and deliveries are written set-based and the relay is nudged
after commit. An exception inside writes nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets import configuration, events, outbox, states
from tickets.actions import rungs
from tickets.actors import Actor
from tickets.bulk import draw_keys, insert_rows, make, update_rows
from tickets.errors import StaleTicket, TransitionRefused
from tickets.kept_sql import Kept
from tickets.models import (
    Message,
    SlaClock,
    SlaPause,
    Ticket,
    TicketEvent,
)
from tickets.nudge import nudge
from tickets.sla.clocks import ClockBoard
from tickets.together import together

# The same words again so soon are the same form, pressed twice where no script holds the button.
SENT_TWICE = timedelta(seconds=10)
CLOCK_FIELDS = (
    "policy_version",
    "target",
    "calendar",
    "kind",
    "budget_seconds",
    "pauses_on_hold",
    "state",
    "started_at",
    "due_at",
    "stopped_at",
    "breached_at",
    "elapsed_seconds",
    "overdue_seconds",
    "next_fire_at",
    "next_level",
    "last_level",
    "fault",
)

# What a breach remembers of its ticket, as it was then.
BREACH_FACTS = ("tier_id", "owner_id", "team_id")


def _lock(keys: list[int], *, skip_locked: bool, with_customers: bool) -> QuerySet[Ticket]:
    return (
        Ticket.objects.select_related("customer" if with_customers else None)
        .select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
    )


_locked = Kept(_lock)
_clocks = Kept(lambda ticket: SlaClock.objects.filter(ticket=ticket))
_pauses = Kept(lambda ticket: SlaPause.objects.filter(ticket=ticket))


class Change:
    """One ticket under its lock, and what has to be written about it."""

    def __init__(
        self,
        ticket: Ticket,
        *,
        actor: Actor,
        at: datetime,
        settings: configuration.Configuration,
        board: ClockBoard | None = None,
    ) -> None:
        self.ticket = ticket
        self.actor = actor
        # Clocks of machines differ; under the lock time never runs backwards on a ticket.
        self.at = max(at.replace(microsecond=0), ticket.last_event_at)
        self.configuration = settings
        self.recorded: list[tuple[str, dict[str, Any]]] = []
        self._fields: set[str] = set()
        self._looked_at = 0
        if board is not None:
            self.clocks = board

    @cached_property
    def clocks(self) -> ClockBoard:
        """The ticket's clocks and pauses, read once when an action first needs them."""
        key = self.ticket.pk
        return ClockBoard(self.ticket, self.configuration, _clocks.all(key), _pauses.all(key))

    @property
    def settings(self) -> Any:
        return self.configuration.settings

    def set(self, **values: Any) -> None:
        """Change fields of the ticket; saved on leaving.

        What has broken by now is recorded first, with the tier, owner and team it broke under.
        """
        if any(
            name in values and getattr(self.ticket, name) != values[name] for name in BREACH_FACTS
        ):
            self.clocks.record_broken(at=self.at)
            self._carry_out_levels()
        for name, value in values.items():
            setattr(self.ticket, name, value)
            self._fields.add(name)

    def record(self, code: str, /, **data: Any) -> None:
        """Add an event to the ticket's chain: ids, codes and numbers only, never text."""
        self.take_clock_events()
        self.recorded.append((code, data))

    def take_clock_events(self) -> None:
        """Clock events that happened before keep their place in the chain."""
        board = self.__dict__.get("clocks")
        if board is not None:
            self.recorded.extend(board.happened)
            board.happened.clear()

    def _carry_out_levels(self) -> None:
        """Do what the levels order that were passed since the last look."""
        self.take_clock_events()
        while self._looked_at < len(self.recorded):
            passed, self._looked_at = self.recorded[self._looked_at :], len(self.recorded)
            rungs.carry_out(self, passed)
            self.take_clock_events()

    def move(self, to: str, **data: Any) -> None:
        """Move to another status by the state table, with the pauses that belong to it.

        Raises TransitionRefused.
        """
        before = self.ticket.status
        if not states.is_allowed(before, to, self.actor.kind):
            raise TransitionRefused(
                _("A ticket that is “%(from)s” can't become “%(to)s”.")
                % {
                    "from": Ticket.Status(before).label,
                    "to": Ticket.Status(to).label,
                }
            )
        if before in states.PAUSED:
            self.clocks.resume(at=self.at)
        self.set(status=to)
        if to in states.PAUSED:
            self.clocks.pause(to, at=self.at)
        self.record("ticket.status", **{"from": before, "to": to}, **data)

    def say(self, direction: str, text: str, **fields: Any) -> Message:
        """Add a message of this change's actor. Recording it stays the action's job."""
        values: dict[str, Any] = {
            "ticket": self.ticket,
            "direction": direction,
            "round": self.ticket.round,
            "author_kind": self.actor.kind,
            "author_user_id": self.actor.id if self.actor.is_person_at_desk else None,
            "author_name": self.actor.name,
            "at": self.at,
            "text": text,
        }
        message = make(Message, **(values | fields))
        insert_rows([message])
        return message

    # --- Writing ---------------------------------------------------------------------------

    def prepare(self) -> None:
        """Settle the fields that follow from what was done."""
        self._carry_out_levels()
        board = self.__dict__.get("clocks")
        if board is not None:
            due = board.next_due_at() if self.ticket.status in states.LIVE else None
            if due != self.ticket.next_due_at:
                self.set(next_due_at=due)
        if self.recorded:
            self.set(
                version=self.ticket.version + len(self.recorded),
                last_event_at=self.at,
            )

    def build_events(self, seq: int, digest: str) -> list[TicketEvent]:
        chain = []
        for offset, (code, data) in enumerate(self.recorded, start=1):
            event = events.make_event(
                ticket_id=self.ticket.pk,
                seq=seq + offset,
                previous_hash=digest,
                code=code,
                actor=self.actor,
                at=self.at,
                data=data,
            )
            digest = event.hash
            chain.append(event)
        return chain

    @property
    def changed_fields(self) -> frozenset[str]:
        return frozenset(self._fields)


@contextmanager
def changing(
    ticket_id: int, *, actor: Actor, at: datetime, seen_version: int | None = None
) -> Iterator[Change]:
    """Lock one ticket and change it. `seen_version` is the version the person's page showed.

    Raises Ticket.DoesNotExist, StaleTicket.
    """
    with changing_many([ticket_id], actor=actor, at=at) as changes:
        (change,) = changes
        if seen_version is not None and change.ticket.version != seen_version:
            raise StaleTicket
        yield change


@contextmanager
def changing_many(
    ticket_ids: Collection[int],
    *,
    actor: Actor,
    at: datetime,
    skip_locked: bool = False,
    with_customers: bool = True,
) -> Iterator[list[Change]]:
    """Lock tickets in the order of their ids and change them in one transaction.

    A sweep needs no customers, and reading two hundred of them takes a tenth of its time.
    """
    with transaction.atomic():
        shape = {"skip_locked": skip_locked, "with_customers": with_customers}
        keys = list(ticket_ids)
        # One and the same statement for a single ticket; a batch has any length.
        tickets = _locked.all(keys, **shape) if len(keys) == 1 else list(_lock(keys, **shape))
        if len(tickets) < len(ticket_ids) and not skip_locked:
            raise Ticket.DoesNotExist
        settings = configuration.current()
        changes = [Change(ticket, actor=actor, at=at, settings=settings) for ticket in tickets]
        yield changes
        write(changes)


@contextmanager
def opening(
    ticket: Ticket, *, actor: Actor, at: datetime, settings: configuration.Configuration
) -> Iterator[Change]:
    """Write a ticket that is being made, with all that belongs to it; it has its key already.

    `settings` is the snapshot that triage and routing used: one ticket opens under one of them.
    """
    board = ClockBoard(ticket, settings)
    change = Change(ticket, actor=actor, at=at, settings=settings, board=board)
    yield change
    write([change])


def write(changes: Sequence[Change]) -> None:
    """Write what the changes collected: the same few statements for one ticket or a hundred."""
    for change in changes:
        change.prepare()
    dirty = [change for change in changes if change.recorded or change.changed_fields]
    boards = [change.__dict__["clocks"] for change in changes if "clocks" in change.__dict__]
    chains = _build_chains(dirty)
    started = [clock for board in boards for clock in board.started]
    added = [event for chain in chains.values() for event in chain]
    draw_keys(started, added)
    with together():
        _write_clocks(boards, started)
        insert_rows(added)
        _write_tickets(dirty)
        if dirty:
            with configuration.held(dirty[0].configuration):
                _queue_deliveries(dirty, chains)


def _write_clocks(boards: Collection[ClockBoard], started: Sequence[SlaClock]) -> None:
    insert_rows(started)
    changed = [c for board in boards for c in board.changed.values()]
    update_rows(changed, CLOCK_FIELDS)
    for pause in (p for board in boards for p in board.pauses_changed):
        pause.save()
    insert_rows([f for board in boards for f in board.firings], needs_keys=False)
    insert_rows([b for board in boards for b in board.breaches], needs_keys=False)
    insert_rows([e for board in boards for e in board.clock_events], needs_keys=False)


def _build_chains(changes: Iterable[Change]) -> dict[int, list[TicketEvent]]:
    changes = [change for change in changes if change.recorded]
    begun = [c.ticket.pk for c in changes if c.ticket.version > len(c.recorded)]
    last = events.last_hashes(begun)
    return {
        change.ticket.pk: change.build_events(*last.get(change.ticket.pk, (0, "")))
        for change in changes
    }


def _write_tickets(changes: Sequence[Change]) -> None:
    """A new ticket comes after its rows: their foreign keys are looked at when all is written."""
    changed = [c for c in changes if c.changed_fields and not c.ticket._state.adding]
    insert_rows([change.ticket for change in changes if change.ticket._state.adding])
    if changed:
        fields = frozenset[str]().union(*(change.changed_fields for change in changed))
        update_rows([change.ticket for change in changed], fields)


def _queue_deliveries(changes: Iterable[Change], chains: dict[int, list[TicketEvent]]) -> None:
    deliveries = [
        delivery
        for change in changes
        if change.ticket.pk in chains
        for delivery in outbox.plan_deliveries(change.ticket, chains[change.ticket.pk])
    ]
    if deliveries:
        insert_rows(deliveries, ignore_conflicts=True)
        lanes = {delivery.lane for delivery in deliveries}
        transaction.on_commit(lambda: nudge(lanes))
