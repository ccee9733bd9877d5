"""A desk of its own for a measurement: a fresh database, the starter configuration, people.

Without a DATABASE_URL the servers are its own too, in a throw-away folder; they write as safely as
those of `bin/up`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from feedback_desk.runtime import programs
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.paths import Places

SUFFIX = "_bench"
# A Tuesday morning in Shanghai.
START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@contextmanager
def scratch_desk(agents: int = 20) -> Iterator[str]:
    """Make a database beside the configured one and load a desk; yield its DATABASE_URL.

    It is dropped afterwards. The role of a given DATABASE_URL must be allowed to create databases.
    """
    with _servers(), _database(agents) as url:
        yield url


@contextmanager
def _servers() -> Iterator[None]:
    """Start the servers that no address is given for; the owner's role may create databases."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        servers = EmbeddedServers(Places.of(Path(folder)), Wanted.from_environment())
        servers.use()
        try:
            os.environ.update(FEEDBACK_DESK_DATA_DIR=folder, **programs.addresses(servers))
            if servers.wanted.postgres:
                owner = os.environ["DATABASE_OWNER_URL"]
                os.environ.update(DATABASE_URL=owner, FEEDBACK_DESK_LOCAL="1")
            yield
        finally:
            servers.release()
            servers.remove()


@contextmanager
def _database(agents: int) -> Iterator[str]:
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
