"""What tests of the house around the desk share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture
def counting_from_zero() -> Iterator[None]:
    """Attempts are counted in the cache: nobody pays for those of another test."""
    cache.clear()
    yield
    cache.clear()
