"""`bin/test`: the suite against servers of its own, which start empty and don't wait for disks."""

import argparse
import os
import subprocess
import sys

from feedback_desk.runtime import programs
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.translations import compile_translations


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
        command = [sys.executable, "-m", "pytest", *options.pytest_arguments]
        return subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode
    finally:
        servers.release()


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
