"""The audit trail proves itself: any change behind the desk's back is found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import take
from tickets.events import record_configuration
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Ticket:
    opened = ticket(cast.rosa)
    take(ticket_id=opened.pk, actor=by(cast.ana), at=later(minutes=1))
    return opened


@pytest.fixture
def behind_the_back() -> Iterator[Callable[..., None]]:
    """Run a statement as somebody who may switch the triggers off."""

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("tickets_ticketevent", "tickets_configurationevent"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("tickets_ticketevent", "tickets_configurationevent"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")

    return run


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def test_an_untouched_trail_is_counted(case: Ticket, cast: Cast) -> None:
    ticket(cast.rosa, at=later(minutes=3))
    events = TicketEvent.objects.count()
    assert verify() == f"2 chains, {events} events verified\n"
    assert verify("--ticket", case.number).startswith("1 chains, ")


def test_a_changed_event_is_named(case: Ticket, behind_the_back) -> None:
    event = case.events.get(code="ticket.assigned")
    behind_the_back("UPDATE tickets_ticketevent SET actor_name = 'nobody' WHERE id = %s", event.pk)
    with pytest.raises(CommandError, match=rf"Event {event.pk} \(ticket.assigned\).*changed"):
        verify()


def test_a_change_with_a_hash_made_to_fit_breaks_at_the_next_link(
    case: Ticket, behind_the_back
) -> None:
    first, second = case.events.order_by("seq")[:2]
    behind_the_back("UPDATE tickets_ticketevent SET hash = repeat('0', 64) WHERE id = %s", first.pk)
    with pytest.raises(CommandError, match=f"Event {first.pk} "):
        verify()
    assert second.previous_hash == first.hash


def test_a_removed_event_is_missed(case: Ticket, behind_the_back) -> None:
    event = case.events.get(seq=2)
    behind_the_back("DELETE FROM tickets_ticketevent WHERE id = %s", event.pk)
    with pytest.raises(CommandError, match="should be number 2: events before it are missing"):
        verify()


def test_a_chain_cut_off_at_its_end_is_missed(case: Ticket, behind_the_back) -> None:
    last = case.events.order_by("-seq").first()
    behind_the_back("DELETE FROM tickets_ticketevent WHERE id = %s", last.pk)
    with pytest.raises(CommandError, match=f"ends at number {last.seq - 1}; {last.seq} events"):
        verify("--ticket", case.number)


def test_a_changed_configuration_event_is_named(cast: Cast, behind_the_back) -> None:
    for number in (1, 2):
        event = record_configuration(
            code="team.changed",
            model="team",
            object_id=number,
            label="Front desk",
            actor=by(cast.adam),
            at=later(minutes=number),
            data={},
        )
    verify()
    behind_the_back(
        "UPDATE tickets_configurationevent SET label = 'x', data = '{\"a\": 1}' WHERE id = %s",
        event.pk,
    )
    with pytest.raises(CommandError, match=f"Configuration event {event.pk} "):
        verify()


def test_an_unknown_ticket_is_said(starter: None) -> None:
    with pytest.raises(CommandError, match="There is no ticket C-1"):
        verify("--ticket", "C-1")


def test_a_chain_of_configuration_cut_off_at_its_end_is_found(cast: Cast, behind_the_back) -> None:
    for name in ("one", "two"):
        record_configuration(code="changed", model="team", object_id=1, label=name,
                             actor=by(cast.adam), at=later(), data={})  # fmt: skip
    verify()
    behind_the_back(
        "DELETE FROM tickets_configurationevent "
        "WHERE id = (SELECT max(id) FROM tickets_configurationevent)"
    )
    with pytest.raises(CommandError, match="configuration ends at number 1; 2 changes"):
        verify()
