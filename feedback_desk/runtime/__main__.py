"""What the scripts in bin/ call: `python -m feedback_desk.runtime COMMAND`."""

import argparse
import sys

from feedback_desk.env import SettingsError
from feedback_desk.runtime import up
from feedback_desk.runtime.errors import LauncherError


def main() -> int:
    parser = argparse.ArgumentParser(prog="feedback_desk.runtime")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    starting = commands.add_parser("up", prog="bin/up", description="Start the whole desk.")
    up.add_arguments(starting)
    starting.set_defaults(run=up.up)
    options = parser.parse_args()
    try:
        return int(options.run(options))
    except (LauncherError, SettingsError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
