"""Which database and broker a process uses, and when it starts the embedded ones."""

import pytest

from feedback_desk.runtime import addresses


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["manage.py"], True),
        (["./manage.py", "makemessages", "-l", "zh_Hans"], True),
        (["/srv/desk/.venv/bin/mypy", "tickets"], True),
        (["/srv/venv/lib/python3.13/site-packages/mypy/__main__.py"], True),
        (["manage.py", "migrate"], False),
        (["manage.py", "shell"], False),
        (["/srv/desk/.venv/bin/celery", "-A", "feedback_desk.celery", "worker"], False),
        (["/srv/venv/lib/python3.13/site-packages/gunicorn/__main__.py"], False),
    ],
)
def test_only_commands_that_connect_start_servers(argv, expected):
    assert addresses.is_pure(argv) is expected


@pytest.mark.parametrize(
    ("argv", "role"),
    [
        (["manage.py", "migrate"], "owner"),
        (["manage.py", "prepare", "--empty"], "owner"),
        (["/srv/.venv/bin/pytest"], "owner"),
        (["manage.py", "shell"], "application"),
        (["/srv/.venv/bin/celery", "migrate"], "application"),
        ([], "application"),
    ],
)
def test_only_what_makes_tables_runs_as_their_owner(monkeypatch, argv, role):
    monkeypatch.delenv("FEEDBACK_DESK_DATABASE_ROLE", raising=False)
    assert addresses.role_for(argv) == role


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://cache.example:6379/0", "redis://cache.example:6379/1"),
        ("redis://:secret@cache.example/4", "redis://:secret@cache.example/5"),
        ("redis://cache.example", "redis://cache.example/1"),
        ("redis+socket:///run/desk/v.sock?virtual_host=0", "unix:///run/desk/v.sock?db=1"),
    ],
)
def test_the_cache_never_shares_the_brokers_database(broker, cache):
    assert addresses.cache_beside(broker) == cache


def test_given_addresses_are_used_as_they_are(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://app:x@db.example/desk")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner:y@db.example/desk")
    monkeypatch.setenv("REDIS_URL", "rediss://cache.example/2")
    monkeypatch.setenv("CACHE_URL", "redis://other.example/0")
    monkeypatch.setattr("sys.argv", ["manage.py", "shell"])
    assert addresses.resolve_database_url() == "postgres://app:x@db.example/desk"
    assert addresses.resolve_redis_url() == "rediss://cache.example/2"
    assert addresses.resolve_cache_url() == "redis://other.example/0"
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    assert addresses.resolve_database_url() == "postgres://owner:y@db.example/desk"
