"""Who is signed in, and what time it is, for journeys through the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast, later
from tickets.models import User


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a browser of its own for a person."""

    def sign_in(person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def ana(signed_in: Callable[[User], Client], cast: Cast) -> Client:
    return signed_in(cast.ana)


@pytest.fixture
def teo(signed_in: Callable[[User], Client], cast: Cast) -> Client:
    return signed_in(cast.teo)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock on the wall stands at an hour after START."""
    with time_machine.travel(later(hours=1), tick=False) as traveller:
        yield traveller
