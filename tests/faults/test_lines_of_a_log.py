"""Whatever a process of the desk says, from its start to its end, is a line of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback_desk.runtime.paths import PROJECT
from tests.faults.desk_over_http import complain, sign_in
from tests.smoke.browser import Browser
from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import SmtpSink

pytestmark = [pytest.mark.faults, pytest.mark.serial]
PROGRAMS = ("web", "worker-prompt", "worker", "beat")


@pytest.fixture
def own(tmp_path: Path, sink: SmtpSink) -> Iterator[OwnDesk]:
    with OwnDesk(tmp_path, sink, FEEDBACK_DESK_FORM_MIN_SECONDS="0") as desk:
        desk.run([sys.executable, "-m", "tests.faults.work", "agent", "ana"])
        yield desk


def lines_of(text: str) -> list[dict[str, Any]]:
    """Each line read as JSON; the first that isn't any ends the test and is shown."""
    return [json.loads(line) for line in text.splitlines()]


def prepared(desk: OwnDesk) -> str:
    """What the container that migrates says."""
    command = [sys.executable, "-m", "feedback_desk.runtime", "prepare", "--empty"]
    done = subprocess.run(
        command, cwd=PROJECT, env=desk.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


def test_every_line_of_a_start_a_day_and_an_end_is_json(own: OwnDesk, sink: SmtpSink) -> None:
    assert lines_of(prepared(own))[0]["event"]
    running = [own.start_program(name) for name in PROGRAMS]
    own.wait_until(own.web_answers, seconds=60, what="the web process answers")
    complain(own, "rosa@example.test")
    ana = sign_in(own, "ana")
    assert ana.get("/board/").status == 403
    assert Browser(own.address).get("/nowhere/").status == 404
    sink.wait_for(1, seconds=60)
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=40)

    said = {name: lines_of((own.folder / f"{name}.log").read_text()) for name in PROGRAMS}
    assert all(said.values())
    assert any("shutdown" in line["event"] for line in said["worker"])
    (refused,) = (line for line in said["web"] if line.get("path") == "/board/")
    assert (refused["status_code"], refused["level"]) == (403, "warning")
    assert refused["request_id"]
    assert refused["person"] == own.count("SELECT id FROM tickets_user WHERE username = 'ana'")
    assert "exception" not in refused
