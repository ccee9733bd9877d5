"""What the scripts in bin/ call: `python -m feedback_desk.runtime COMMAND`."""

import argparse
import sys

from feedback_desk.env import SettingsError
from feedback_desk.runtime import locks, up
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT


def main() -> int:
    parser = argparse.ArgumentParser(prog="feedback_desk.runtime")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    starting = commands.add_parser("up", prog="bin/up", description="Start the whole desk.")
    up.add_arguments(starting)
    starting.set_defaults(run=up.up)
    checking = commands.add_parser("check-locks", prog="bin/lock")
    checking.set_defaults(run=check_locks)
    options = parser.parse_args()
    try:
        return int(options.run(options))
    except (LauncherError, SettingsError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1


def check_locks(options: argparse.Namespace) -> int:
    problems = locks.check(PROJECT / "requirements")
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
