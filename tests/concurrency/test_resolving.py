"""Two agents resolve one ticket at the same moment: one does, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock, current_thread, main_thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.cast import START, Cast, by, later, make_cast, ticket
from tickets.actions import change as door
from tickets.actions.resolving import resolve
from tickets.errors import StaleTicket
from tickets.kept_sql import Kept
from tickets.models import Delivery, Resolution, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from channels import starter as channels_starter
    from tickets import starter as tickets_starter

    tickets_starter.load(at=START)
    channels_starter.load()
    return make_cast()


def resolve_together(
    cast: Cast, *, when_done: Callable[[], object] = lambda: None
) -> tuple[Ticket, list[Exception | None]]:
    """Let Ana and Teo resolve what their pages showed alike; return what each was told."""
    case = ticket(cast.rosa)
    case.refresh_from_db()
    barrier = Barrier(2)

    def press(who) -> Exception | None:
        barrier.wait()
        try:
            resolve(
                ticket_id=case.pk,
                actor=by(who),
                at=later(hours=1),
                outcome="upheld",
                public_message=f"{who.display_name} sends a new kettle.",
                finding="The seal was faulty.",
                seen_version=case.version,
            )
        except StaleTicket as refusal:
            return refusal
        finally:
            when_done()
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(press, (cast.ana, cast.teo)))
    case.refresh_from_db()
    return case, told


def test_one_wins_and_the_other_is_told_why(cast: Cast) -> None:
    case, told = resolve_together(cast)

    (refusal,) = [answer for answer in told if answer is not None]
    assert isinstance(refusal, StaleTicket)
    assert "Someone else changed this ticket" in str(refusal)
    winner = (cast.ana, cast.teo)[told.index(None)]
    assert Resolution.objects.get(ticket=case).resolved_by == winner
    assert case.messages.filter(direction="out").count() == 1
    assert Delivery.objects.filter(subscriber="mail.reply").count() == 1
    assert case.status == "resolved"


def test_without_the_lock_the_customer_gets_two_answers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both pass the check before either writes."""
    read_together, one_after_the_other = Barrier(2), Lock()
    begin = door.Change.__init__

    def begin_with_the_other(self: door.Change, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        if current_thread() is not main_thread():
            read_together.wait(timeout=10)
            assert one_after_the_other.acquire(timeout=10)

    monkeypatch.setattr(door.Change, "__init__", begin_with_the_other)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(door, "_locked", Kept(door._lock))  # the kept one has its lock already
    case, told = resolve_together(cast, when_done=one_after_the_other.release)
    assert told == [None, None]
    assert case.messages.filter(direction="out").count() == 2
