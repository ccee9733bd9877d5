"""Tests that run beside others have a Redis database of their own, for broker and cache each.

pytest loads this before the settings are read (`-p` in pyproject.toml). The database of Postgres is
pytest-django's to divide; what lies in files has names of its own.
"""

from __future__ import annotations

import os
import re

# pytest-xdist calls its processes gw0, gw1 and so on.
NAME = re.compile(r"gw(\d+)")
DATABASE = re.compile(r"(?:(?<=virtual_host=)|(?<=db=)|(?<=\d/))\d+$")


def divide(environment: dict[str, str], process: str) -> dict[str, str]:
    """The addresses of `environment` as the process called `gw1` shall see them."""
    found = NAME.fullmatch(process)
    if found is None:
        return {}
    step = 2 * int(found[1])
    given = [name for name in ("REDIS_URL", "CACHE_URL") if environment.get(name)]
    return {
        name: DATABASE.sub(lambda number: str(int(number[0]) + step), environment[name])
        for name in given
    }


os.environ.update(divide(dict(os.environ), os.environ.get("PYTEST_XDIST_WORKER", "")))
