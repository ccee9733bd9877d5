"""A message about two matters: the second becomes a ticket whose time began with the message."""

from __future__ import annotations

import pytest

from tests.cast import Cast, by, later, ticket
from tickets.actions.receiving import add_customer_message
from tickets.actions.splitting import split
from tickets.actors import Actor
from tickets.errors import Incomplete
from tickets.models import Message


def test_the_new_ticket_counts_from_the_message(cast: Cast) -> None:
    case = ticket(cast.rosa)
    message = add_customer_message(
        ticket_id=case.pk,
        actor=Actor.for_customer(cast.rosa),
        at=later(hours=2),
        text="Still no call. And you charged my card twice!",
        channel="email",
    )
    new = split(
        ticket_id=case.pk,
        message_id=message.pk,
        actor=by(cast.ana),
        at=later(hours=5),
        text="You charged my card twice!",
        kind="complaint",
    )

    assert (new.customer, new.kind, new.received_at) == (cast.rosa, "complaint", later(hours=2))
    assert new.clocks.get(metric="first_response").started_at == later(hours=2)
    assert new.messages.get(direction=Message.Direction.IN).text == "You charged my card twice!"
    assert case.messages.filter(pk=message.pk).exists()
    links = {e.data["how"]: e.data["ticket"] for e in case.events.filter(code="ticket.linked")}
    back = {e.data["how"]: e.data["ticket"] for e in new.events.filter(code="ticket.linked")}
    assert (links, back) == ({"split_to": new.pk}, {"split_from": case.pk})


def test_only_a_customers_message_is_split_off(cast: Cast) -> None:
    case, other = ticket(cast.rosa), ticket(cast.rosa)
    foreign = other.messages.get(direction=Message.Direction.IN)
    with pytest.raises(Incomplete):
        split(ticket_id=case.pk, message_id=foreign.pk, actor=by(cast.ana), at=later(hours=1))
