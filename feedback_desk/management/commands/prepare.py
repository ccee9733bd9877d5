"""Bring database and static files to what this release needs. Safe to run at every start."""

import hashlib
import io
import logging
import os
import shlex
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.core.management.base import CommandParser

from feedback_desk.broker import broker_answers
from feedback_desk.rights import withhold_changes
from feedback_desk.runtime.database import (
    admit_application,
    given_addresses,
    refuse_unusable_addresses,
)
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.preparation import STARTABLE

log = logging.getLogger(__name__)

NO_BROKER = (
    "Nobody answers at REDIS_URL: pages work, and mails wait until a Redis or Valkey is there."
)
NOBODY = (
    "Nobody can sign in yet. Make the first administrator while this runs:\n"
    "  {manage} createsuperuser"
)


class LogStream(io.TextIOBase):
    """Makes a line of the log of each line that a command writes."""

    def __init__(self, level: int) -> None:
        self.level = level

    def write(self, text: str) -> int:
        for line in filter(None, map(str.strip, text.splitlines())):
            log.log(self.level, line)
        return len(text)


class Command(BaseCommand):
    help = "Migrate, collect static files, load the starter configuration and the demo content."
    # What the environment says is checked here. What the code says can't have changed since
    # bin/check, and checking it loads every page: a second of each start.
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="without the demo content")
        parser.add_argument("--log", action="store_true", help="say what it does in the log")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if options.get("log"):
            options |= {"stdout": LogStream(logging.INFO), "stderr": LogStream(logging.ERROR)}
        return super().execute(*args, **options)

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        try:
            refuse_unusable_addresses()
        except LauncherError as problem:
            raise CommandError(str(problem)) from None
        if "DATABASE_URL" in os.environ:
            admit_application(given_addresses(os.environ["DATABASE_URL"]))
        call_command("migrate", verbosity=0, interactive=False)
        withhold_changes()
        collect_static_files()
        self.run_if_there("load_starter")
        self.stdout.write(STARTABLE)
        self.stdout.flush()
        if not empty:
            self.run_if_there("load_demo")
        self.say_what_is_missing()

    def say_what_is_missing(self) -> None:
        if not broker_answers():
            self.stdout.write(NO_BROKER)
        if not get_user_model().objects.filter(is_active=True).exists():
            self.stdout.write(NOBODY.format(manage=manage_command()))

    def run_if_there(self, name: str) -> None:
        if name in get_commands():
            call_command(name, stdout=self.stdout, stderr=self.stderr)


def manage_command() -> str:
    """How somebody at a shell calls manage.py for this desk; in a container all is set already."""
    if not (settings.BASE_DIR / ".venv").exists():
        return "python manage.py"
    command = ".venv/bin/python manage.py"
    if settings.DATA_DIR == settings.BASE_DIR / ".local":
        return command
    return f"FEEDBACK_DESK_DATA_DIR={shlex.quote(str(settings.DATA_DIR))} {command}"


def collect_static_files() -> None:
    """Copy and compress the static files, unless nothing changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    present = fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    stamp.write_text(present)


def fingerprint() -> str:
    """A digest of the names, sizes and times of all static files: far cheaper than reading them."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
