"""What containers run: one process of the desk each, and the question whether it is well."""

import argparse
import os
import sys
import time
from pathlib import Path

from feedback_desk.env import env_str
from feedback_desk.runtime import programs
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.up import answers

SILENCE_SECONDS = 60
"""A worker or beat that gave no sign for this long is taken for dead."""


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=["web", "worker", "worker-prompt", "beat"])


def run(options: argparse.Namespace) -> int:
    """Become the named process, so that it gets the signals meant for the container."""
    (program,) = (p for p in programs.programs(places()) if p.name == options.name)
    os.execv(program.command[0], program.command)


def prepare(options: argparse.Namespace) -> int:
    """Become `manage.py prepare`, in the lines of the log like every container."""
    command = [sys.executable, str(PROJECT / "manage.py"), "prepare", "--log"]
    os.execv(command[0], command + (["--empty"] if options.empty else []))


def places() -> Places:
    folder = Path(env_str("FEEDBACK_DESK_DATA_DIR", default=str(PROJECT / ".local")))
    return Places(state=folder, servers=folder)


def add_healthy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=["web", "heartbeat"])


def healthy(options: argparse.Namespace) -> int:
    """0 when the process of this container is well, 1 when it should be replaced."""
    if options.kind == "web":
        port = env_str("FEEDBACK_DESK_BIND", default="127.0.0.1:8000").rpartition(":")[2]
        return 0 if answers("127.0.0.1", int(port), "/readyz") else 1
    return 0 if silence() < SILENCE_SECONDS else 1


def silence() -> float:
    """Seconds since the last sign of life; endless when there was none yet."""
    path = env_str("FEEDBACK_DESK_HEARTBEAT_FILE")
    if not path:
        raise LauncherError("FEEDBACK_DESK_HEARTBEAT_FILE must name the file that shows life.")
    try:
        return time.time() - Path(path).stat().st_mtime
    except FileNotFoundError:
        return float("inf")
