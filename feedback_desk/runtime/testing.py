"""`bin/test`: the suite against servers of its own, which start empty and don't wait for disks."""

import argparse
import os
import subprocess
import sys

from feedback_desk.runtime import programs
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.translations import compile_translations

# The embedded Redis has 16 databases, and a process takes two.
MOST_PROCESSES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pytest_arguments", nargs="*")


def run_tests(options: argparse.Namespace) -> int:
    """Return pytest's own code; it is 5, a failure like any other, when it found no test."""
    places = Places.of(PROJECT / ".local" / "test")
    servers = EmbeddedServers(places, Wanted.from_environment(), durable=False)
    compile_translations(PROJECT / "locale")
    servers.use()
    try:
        env = environment(servers)
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(collect, cwd=PROJECT, env=env, check=True)
        runs = [options.pytest_arguments] if options.pytest_arguments else whole_suite()
        codes = [_pytest(arguments, env) for arguments in runs]
        return next(filter(None, codes), 0)
    finally:
        servers.release()


def whole_suite() -> list[list[str]]:
    """Side by side what can be, then alone what needs the machine for itself."""
    beside = ["-n", str(min(os.cpu_count() or 1, MOST_PROCESSES)), "--dist", "loadfile"]
    return [["-m", "not serial", *beside], ["-m", "serial"]]


def _pytest(arguments: list[str], env: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode


def environment(servers: EmbeddedServers) -> dict[str, str]:
    """The suite makes its own database, which only the owner of the cluster's may."""
    own = {
        "FEEDBACK_DESK_DATA_DIR": str(servers.places.state),
        "FEEDBACK_DESK_LOCAL": "1",
        **programs.addresses(servers),
    }
    if servers.wanted.postgres:
        own["DATABASE_URL"] = servers.database_url("owner")
    return own | os.environ
