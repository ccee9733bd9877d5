"""Run files of test vectors against the time engine; needs no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tickets.sla.vectors import Check, VectorError, checks_of, unreadable


class Command(BaseCommand):
    help = (
        "Run files of SLA test vectors (due and elapsed cases, stories, date deadlines). "
        "Prints each failing case and a count; exits 1 if any fails. A file that can't be read "
        "is one failing case."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *, files: list[Path], **options: Any) -> None:
        passed = failed = 0
        for path in files:
            for check in _checks(path):
                failure = check.failure()
                if failure is None:
                    passed += 1
                else:
                    failed += 1
                    self.stdout.write(f"{path.name} {failure}")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(1)


def _checks(path: Path) -> list[Check]:
    try:
        return list(checks_of(json.loads(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        reason = f"{error.strerror}."
    except VectorError as error:
        reason = str(error)
    except (ValueError, RecursionError) as error:
        reason = f"it is no JSON: {error}."
    return [unreadable("file", "vectors", reason)]
