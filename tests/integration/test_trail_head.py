"""A head kept elsewhere shows what the chain alone can't: that its owner wrote it anew."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import take
from tickets.events import event_hash
from tickets.models import Ticket
from tickets.tasks import log_trail_head
from tickets.trail_head import Head


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def head_now() -> str:
    return verify("--head").splitlines()[-1].removeprefix("head ")


def forge(case: Ticket) -> None:
    """Put another name on its last event and make the seal fit, as an owner of the tables can."""
    event = case.events.order_by("-seq")[0]
    event.actor_name = "Somebody else"
    seal = event_hash(event.previous_hash, event, f"{event.ticket_id}/{event.seq}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_ticketevent DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE tickets_ticketevent SET actor_name = %s, hash = %s WHERE id = %s",
            [event.actor_name, seal, event.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_ticketevent ENABLE TRIGGER append_only")


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa)


def test_what_happens_later_leaves_a_head_as_it_is(case: Ticket, cast: Cast) -> None:
    kept = head_now()
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    ticket(cast.rosa, at=later(minutes=2))
    assert "changed since this head" in verify("--since-head", kept)
    assert head_now() != kept


def test_a_trail_written_anew_passes_alone_and_fails_the_head(case: Ticket) -> None:
    kept = head_now()
    forge(case)
    assert "events verified" in verify()
    with pytest.raises(CommandError, match="isn't what it was"):
        verify("--since-head", kept)


def test_a_head_of_events_that_are_gone_fails(case: Ticket) -> None:
    kept = Head.read(head_now())
    with pytest.raises(CommandError, match="isn't what it was"):
        verify("--since-head", str(Head(kept.events + 5, kept.configured, "0" * 64)))


def test_no_head_is_said(starter: None) -> None:
    with pytest.raises(CommandError, match="Copy one whole"):
        verify("--since-head", "12-0-abc")


def test_the_log_keeps_it(case: Ticket, caplog) -> None:
    log_trail_head()
    (line,) = (record for record in caplog.records if record.name == "tickets.tasks")
    assert Head.read(line.head).still_holds()
