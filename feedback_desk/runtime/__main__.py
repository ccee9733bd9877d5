"""What the scripts in bin/ call: `python -m feedback_desk.runtime COMMAND`."""

import argparse
import errno
import sys
from collections.abc import Callable

from feedback_desk.env import SettingsError
from feedback_desk.runtime import backup, containers, locks, testing, translations, up
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT
from feedback_desk.runtime.supervisor import interrupt_on_signals

NO_WRITING = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
NOT_WRITABLE = """\
{problem.filename}: {problem.strerror}.
Run this as the owner of that folder, make room, or choose another: --data FOLDER."""

Run = Callable[[argparse.Namespace], int]


def main() -> int:
    interrupt_on_signals()
    options = make_parser().parse_args()
    try:
        return int(options.run(options))
    except (LauncherError, SettingsError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    except OSError as problem:
        if problem.errno not in NO_WRITING:
            raise
        print(NOT_WRITABLE.format(problem=problem), file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)  # noqa: T201
        return 130


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="feedback_desk.runtime")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, program: str | None, text: str, run: Run) -> argparse.ArgumentParser:
        made = commands.add_parser(name, prog=program, description=text)
        made.set_defaults(run=run)
        return made

    up.add_arguments(command("up", "bin/up", "Start the whole desk.", up.up))
    command("check-locks", "bin/check", "Look for addresses in the locks.", check_locks)
    command("messages", "bin/messages", "Gather texts to translate.", gather_messages)
    command("check-translations", "bin/check", "Look for missing texts.", check_translations)
    # Everything after "test" is pytest's, options too, so this parser knows none of its own.
    running = commands.add_parser("test", prefix_chars="\0", add_help=False)
    running.set_defaults(run=testing.run_tests)
    testing.add_arguments(running)
    saving = command("backup", "bin/backup", "Write everything into one file.", backup.backup)
    backup.add_backup_arguments(saving)
    loading = command("restore", "bin/restore", "Read that file back.", backup.restore)
    backup.add_restore_arguments(loading)
    add_container_commands(command)
    return parser


def add_container_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """What docker-compose.yml calls."""
    preparing = command("prepare", None, "Migrate and load what is needed.", containers.prepare)
    preparing.add_argument("--empty", action="store_true", help="without the demo content")
    containers.add_run_arguments(command("run", None, "Become a process.", containers.run))
    asking = command("healthy", None, "Is this container well?", containers.healthy)
    containers.add_healthy_arguments(asking)
    command("compile-translations", None, "Write the .mo files.", compile_all)


def compile_all(options: argparse.Namespace) -> int:
    translations.compile_translations(PROJECT / "locale")
    return 0


def check_locks(options: argparse.Namespace) -> int:
    return report(locks.check(PROJECT / "requirements"))


def gather_messages(options: argparse.Namespace) -> int:
    """Ends with 1 while texts lack a translation, and names them."""
    return report(translations.update_catalog(PROJECT))


def check_translations(options: argparse.Namespace) -> int:
    return report(translations.problems(PROJECT))


def report(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
