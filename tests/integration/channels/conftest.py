from __future__ import annotations

from typing import Any

import pytest

from tests.customer import open_doors


@pytest.fixture(autouse=True)
def _open_doors(settings: Any) -> None:
    open_doors(settings)
