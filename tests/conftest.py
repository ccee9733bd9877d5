"""Fixtures that every test may ask for."""

from __future__ import annotations

import pytest

from tests.cast import START, Cast, make_cast


@pytest.fixture
def starter(db: None) -> None:
    """A desk with its starter configuration."""
    from channels import starter as channels_starter
    from tickets import starter as tickets_starter

    tickets_starter.load(at=START)
    channels_starter.load()


@pytest.fixture
def cast(starter: None) -> Cast:
    return make_cast()
