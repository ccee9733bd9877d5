"""Who is told of which event. Plans are made inside the transaction that records the event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tickets import configuration
from tickets.models import Membership, Ticket, TicketEvent
from tickets.outbox import Plan

REOPENED, ESCALATED = "ticket.reopened", ("sla.warned", "sla.breached")


def customer(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    yield Plan(recipient=f"customer:{ticket.customer_id}")


def customer_of_answer(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    """An answer leaves when the time to undo it is over."""
    yield Plan(
        recipient=f"customer:{ticket.customer_id}",
        due_at=event.at + timedelta(seconds=event.data["undo_seconds"]),
        message_id=event.data["message"],
    )


def customer_without_answer(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    """A resolution that nobody wrote about: the desk stopped by itself, and says so."""
    if event.data["message"] is None:
        yield from customer(ticket, event)


# --- People at the desk -----------------------------------------------------------------------


def escalation(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    return _people(ticket, _told_of_escalation(ticket, event))


def _told_of_escalation(ticket: Ticket, event: TicketEvent) -> list[int | None]:
    team = configuration.current().teams[event.data["team"]]
    # While nobody has it, the lead hears what the owner would.
    by_role = {
        "owner": event.data["owner"] or team.lead_id,
        "lead": team.lead_id,
        "manager": team.manager_id,
        "on_call": team.lead_id,
    }
    told: list[int | None] = [by_role[role] for role in event.data["tell"]]
    if also := event.data.get("tell_team"):
        told += Membership.objects.filter(team=also).values_list("user_id", flat=True)
    return told


def on_call(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    """The program that calls people out, where the rung names one."""
    if webhook := event.data.get("tell_webhook"):
        yield Plan(recipient=f"webhook:{webhook}")


def reopened(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    return _people(ticket, _told_of_reopen(ticket))


def _told_of_reopen(ticket: Ticket) -> list[int | None]:
    return [ticket.owner_id, configuration.current().teams[ticket.team_id].lead_id]


def handed_up(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    """Whoever a ticket is handed to, unless the event that caused it tells them already."""
    person = event.data["person"]
    causes = TicketEvent.objects.filter(ticket=ticket, at=event.at, code__in=(REOPENED, *ESCALATED))
    told: set[int | None] = set()
    for cause in causes:
        is_reopen = cause.code == REOPENED
        told.update(_told_of_reopen(ticket) if is_reopen else _told_of_escalation(ticket, cause))
    return _people(ticket, [] if person in told else [person])


def assigned(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    """The new owner, unless they took it themselves."""
    to = event.data["to"]
    took_it = event.actor_kind == "user" and event.actor_id == to
    return _people(ticket, [] if took_it else [to])


def call_back(ticket: Ticket, event: TicketEvent) -> Iterator[Plan]:
    is_call = event.data["kind"] == "call_back"
    lead = configuration.current().teams[ticket.team_id].lead_id
    return _people(ticket, [ticket.owner_id or lead] if is_call else [])


def _people(ticket: Ticket, ids: list[int | None]) -> Iterator[Plan]:
    """Each once; never the person whom the ticket complains about."""
    for person in dict.fromkeys(ids):
        if person is not None and person != ticket.complained_about_id:
            yield Plan(recipient=f"user:{person}")
