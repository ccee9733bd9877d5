"""Run files of test vectors against the time engine; needs no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tickets.sla.vectors import VectorError, checks_of


class Command(BaseCommand):
    help = (
        "Run files of SLA test vectors (due and elapsed cases, stories, date deadlines). "
        "Prints each failing case and a count; exits 1 if any fails, 2 if a file is no vector file."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *, files: list[Path], **options: Any) -> None:
        # Every file is read before any case runs: a typo in the last path shows at once.
        checks = [(path, check) for path in files for check in self._checks(path)]
        failures = [
            (path, failure) for path, check in checks if (failure := check.failure()) is not None
        ]
        for path, failure in failures:
            self.stdout.write(f"{path.name} {failure}")
        self.stdout.write(f"{len(checks) - len(failures)} passed, {len(failures)} failed")
        if failures:
            sys.exit(1)

    def _checks(self, path: Path) -> list:
        try:
            return list(checks_of(json.loads(path.read_text(encoding="utf-8"))))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.", returncode=2) from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: not JSON: {error}.", returncode=2) from error
        except VectorError as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
