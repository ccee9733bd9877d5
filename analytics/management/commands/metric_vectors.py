"""Run files of metric cases: `manage.py metric_vectors FILE...`. Needs no database."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics import metrics

FUNCTIONS = [
    "csat",
    "mean",
    "nps",
    "nps_moe",
    "ces",
    "wilson",
    "pct_cont",
    "sla",
    "ratio",
    "shrink",
    "poisson_upper",
]


class Command(BaseCommand):
    help = "Check the metric functions against cases; exit 1 when one fails, 2 for a bad file."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        passed = failed = 0
        for file in files:
            for case in _cases(file):
                got = _got(case)
                if _agrees(got, case["expected"], case.get("tolerance", 0.0005)):
                    passed += 1
                else:
                    failed += 1
                    self.stdout.write(f"{case['id']}: expected {case['expected']}, got {got}")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(1)


def _cases(file: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} is no file of metric cases: {error}", returncode=2) from error


def _got(case: dict[str, Any]) -> Any:
    if case["fn"] not in FUNCTIONS:
        return f"no metric {case['fn']}"
    try:
        return getattr(metrics, case["fn"])(*case["args"])
    except (TypeError, ValueError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"


def _agrees(got: Any, expected: Any, tolerance: float) -> bool:
    if expected is None or got is None:
        return got is expected
    if isinstance(expected, list):
        return (
            isinstance(got, tuple | list)
            and len(got) == len(expected)
            and all(
                _agrees(one, other, tolerance) for one, other in zip(got, expected, strict=True)
            )
        )
    return isinstance(got, int | float) and abs(got - expected) <= tolerance
