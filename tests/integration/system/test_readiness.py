"""What `/readyz` says, each time of the real thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests.support.smtp_sink import free_port

pytestmark = pytest.mark.django_db
MORE_THAN_ANY_DISK = 2**62


def ready() -> tuple[int, dict]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


@pytest.fixture
def refusing_writes(db: None) -> None:
    """This test's transaction is read-only from here on, as every one of a read-only server is."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


@pytest.fixture
def room(settings) -> None:
    settings.MIN_FREE_BYTES = 0


def test_all_is_well(room: None) -> None:
    status, said = ready()
    assert (status, said["postgres"], said["files"], said["status"]) == (200, "ok", "ok", "ok")
    assert said["why"] == []


def test_a_database_that_refuses_writes_is_not_ready(room: None, refusing_writes: None) -> None:
    status, said = ready()
    assert (status, said["status"], said["postgres"]) == (503, "unavailable", "read_only")
    assert "default_transaction_read_only" in said["why"][0]


def test_little_room_is_told_and_keeps_nobody_out(settings) -> None:
    settings.MIN_FREE_BYTES = MORE_THAN_ANY_DISK
    status, said = ready()
    assert (status, said["status"], said["files"]) == (200, "degraded", "low")
    assert "FEEDBACK_DESK_MIN_FREE_BYTES" in said["why"][0]


def test_a_folder_that_is_gone_is_told(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "unmounted"
    status, said = ready()
    assert (status, said["status"], said["files"]) == (200, "degraded", "read_only")


def test_without_redis_it_is_degraded(settings, room: None) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    status, said = ready()
    assert (status, said["status"], said["redis"]) == (200, "degraded", "away")
