"""The desk starts when only the demo is missing, and is announced when all of it is there."""

import os
import time
from pathlib import Path

import pytest

from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.preparation import STARTABLE, Preparation


@pytest.fixture
def prepare(tmp_path):
    """Start a preparation that does what a `manage.py` of these lines does."""
    started = []

    def start(*lines: str, with_demo: bool = True) -> Preparation:
        (tmp_path / "manage.py").write_text("\n".join(["import sys, time, pathlib", *lines]))
        started.append(Preparation(tmp_path, dict(os.environ), with_demo=with_demo))
        return started[-1]

    yield start
    for preparation in started:
        preparation.stop()


def run_through(preparation: Preparation) -> None:
    preparation.wait_until_startable()
    preparation.finish()


def wait_for(path: Path) -> str:
    return f"while not pathlib.Path({str(path)!r}).exists(): time.sleep(0.01)"


def test_the_desk_may_start_while_the_demo_still_loads(prepare, tmp_path):
    loaded = tmp_path / "loaded"
    preparation = prepare(
        "print('Starter configuration is loaded.')",
        f"print({STARTABLE!r}, flush=True)",
        wait_for(loaded),
        "print('Added 71 demo tickets.')",
    )

    preparation.wait_until_startable()

    assert not preparation.is_done()
    loaded.touch()
    while not preparation.is_done():
        time.sleep(0.01)
    assert preparation.is_done(), "asked again until the first page is answered"
    assert preparation.said == ["Starter configuration is loaded.", "Added 71 demo tickets."]


def test_a_desk_without_the_demo_asks_for_none(prepare):
    preparation = prepare(f"print({STARTABLE!r})", "print(sys.argv[1:])", with_demo=False)

    preparation.wait_until_startable()
    preparation.finish()

    assert preparation.said == ["['prepare', '--empty']"]


@pytest.mark.parametrize("before", ["pass", f"print({STARTABLE!r}, flush=True)"])
def test_what_went_wrong_is_shown_and_the_desk_does_not_start(prepare, capsys, before):
    preparation = prepare("print('No room on the disk.')", before, "sys.exit(1)")

    with pytest.raises(LauncherError, match="reason stands above"):
        run_through(preparation)

    assert "No room on the disk." in capsys.readouterr().err
