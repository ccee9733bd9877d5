"""bin/smoke fails when the loop isn't whole: a smoke test that can't fail would show nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.serial]
PROJECT = Path(__file__).resolve().parent.parent.parent


def test_without_a_worker_the_smoke_run_fails_and_says_what_never_came() -> None:
    done = subprocess.run(
        ["bin/smoke", "--without", "worker"],
        cwd=PROJECT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stdout
    assert steps[-1]["step"] == "failed"
    assert "the acknowledgement arrives" in steps[-1]["why"]
    assert "complaint" in [step["step"] for step in steps], "it got as far as the form"
    assert "The desk's last lines" in done.stderr
