"""What stands in the log about answers: a line for a refusal, the cause of a fault."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from logging.config import dictConfig
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import Client

from feedback_desk.logs import logging_config
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The log as a server writes it, with its stream turned to here."""
    dictConfig(logging_config(level="INFO", as_json=True))
    written = io.StringIO()
    (handler,) = (each for each in logging.getLogger().handlers if each.name == "stderr")
    handler.setStream(written)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    dictConfig(configured.LOGGING)


def about(lines: Lines, path: str) -> dict[str, Any]:
    (line,) = (line for line in lines() if line.get("path") == path)
    return line


def test_a_refusal_is_one_line_that_names_the_person(cast: Cast, lines: Lines) -> None:
    client = Client(headers={"X-Request-ID": "request-of-ana"})
    client.force_login(cast.ana)
    assert client.get("/board/").status_code == 403
    line = about(lines, "/board/")
    assert (line["level"], line["person"], line["method"]) == ("warning", cast.ana.pk, "GET")
    assert line["request_id"] == "request-of-ana"
    assert not {"exception", "exc_info", "request"} & line.keys()


@pytest.mark.parametrize(
    ("path", "data", "status"), [("/nowhere/", None, 404), ("/complain/", {"step": "1"}, 422)]
)
def test_everyday_refusals_are_no_warnings(
    starter: None, lines: Lines, path: str, data: dict | None, status: int
) -> None:
    client = Client()
    answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code == status
    line = about(lines, path)
    assert (line["level"], line["person"]) == ("info", None)


def test_an_odd_request_is_no_fault_of_ours(starter: None, lines: Lines) -> None:
    assert Client().get("/", headers={"Host": "elsewhere.test"}).status_code == 400
    line = about(lines, "/")
    assert line["level"] == "warning"
    assert "elsewhere.test" in line["reason"]
    assert "exception" not in line


def test_everyday_refusals_are_left_out_where_only_warnings_are_kept(
    starter: None, lines: Lines
) -> None:
    logging.getLogger("django").setLevel("WARNING")
    assert Client().get("/nowhere/").status_code == 404
    assert lines() == []


def test_a_fault_of_ours_keeps_its_traceback(cast: Cast, lines: Lines) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.adam)
    before = transaction.savepoint_create()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_formversion RENAME TO gone")
    assert client.get("/admin/channels/formversion/").status_code == 500
    transaction.savepoint_rollback(before)
    line = about(lines, "/admin/channels/formversion/")
    assert (line["level"], line["person"]) == ("error", cast.adam.pk)
    assert "Traceback" in line["exception"]
