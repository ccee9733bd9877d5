"""A form pressed twice does its work once, also where no script holds the button."""

from __future__ import annotations

from tests.cast import Cast, by, later, ticket
from tickets.actions.noting import note
from tickets.actions.tasking import add_task
from tickets.models import Message, Task


def test_a_note_sent_twice_is_one_note(cast: Cast) -> None:
    case = ticket(cast.rosa)
    words = {"ticket_id": case.pk, "text": "Called the workshop."}
    first = note(**words, actor=by(cast.ana), at=later(minutes=1))

    assert note(**words, actor=by(cast.ana), at=later(minutes=1, seconds=2)) == first
    assert case.events.filter(code="message.noted").count() == 1

    note(**words, actor=by(cast.teo), at=later(minutes=1, seconds=3))
    note(**words, actor=by(cast.ana), at=later(minutes=1, seconds=4))
    note(**words, actor=by(cast.ana), at=later(minutes=2))
    assert Message.objects.filter(ticket=case, direction="note").count() == 4


def test_a_task_sent_twice_is_one_task(cast: Cast) -> None:
    case = ticket(cast.rosa)
    task = {"ticket_id": case.pk, "kind": "follow_up", "title": "Ask the workshop", "due_at": None}
    first = add_task(**task, actor=by(cast.ana), at=later(minutes=1))

    assert add_task(**task, actor=by(cast.ana), at=later(minutes=1, seconds=2)) == first
    add_task(**task | {"title": "Ask the shop"}, actor=by(cast.ana), at=later(minutes=1, seconds=3))
    add_task(**task, actor=by(cast.ana), at=later(minutes=3))

    assert Task.objects.filter(ticket=case).count() == 3
