"""Whose key an actor carries."""

from __future__ import annotations

import pytest

from tickets.actors import CUSTOMER, USER, Actor


def test_a_person_at_the_desk_has_the_key_of_their_user() -> None:
    assert Actor(USER, 7, "Ana").user_id == 7


@pytest.mark.parametrize("actor", [Actor(CUSTOMER, 7, ""), Actor.automation("sweep")])
def test_nobody_else_passes_for_a_user_of_the_same_key(actor: Actor) -> None:
    with pytest.raises(TypeError, match=actor.kind):
        assert actor.user_id
