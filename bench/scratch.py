"""A desk of its own for a measurement: a fresh database, the starter configuration, people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

SUFFIX = "_bench"
# A Tuesday morning in Shanghai.
START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@contextmanager
def scratch_desk(agents: int = 20) -> Iterator[str]:
    """Make a database beside the configured one and load a desk; yield its DATABASE_URL.

    It is dropped afterwards. Needs a role that may create databases.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
    django.setup()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = before + SUFFIX
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _load(agents)
        yield _url_of(name)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _load(agents: int) -> None:
    from channels import starter as channels_starter
    from tickets import starter as tickets_starter
    from tickets.models import Team, User

    tickets_starter.load(at=START)
    channels_starter.load()
    people = [
        User(username=f"agent{i}", email=f"agent{i}@desk.test", display_name=f"Agent {i}")
        for i in range(agents)
    ]
    User.objects.bulk_create(people)
    Team.objects.update(lead=people[0], manager=people[1])


def _url_of(name: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def server_facts() -> dict[str, str]:
    """What a figure depends on: how safely the server writes."""
    from django.db import connection

    facts = {}
    with connection.cursor() as cursor:
        for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers"):
            cursor.execute(f"SHOW {name}")
            facts[name] = str(cursor.fetchone()[0])
    return facts
