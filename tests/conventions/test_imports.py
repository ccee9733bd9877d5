"""Imports point one way: channels -> tickets <- analytics; only feedback_desk may import all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {
    "tickets": {"channels", "analytics"},
    "channels": {"analytics"},
    "analytics": {"channels"},
}
# What anybody may use of the house: it imports no app itself.
NEUTRAL = {"feedback_desk.env", "feedback_desk.forgery"}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, module) for every absolute import, those inside functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module


@pytest.mark.parametrize("app", sorted(FORBIDDEN))
def test_an_app_imports_no_app_it_must_not_know(app: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for line, module in imported(path.read_text(encoding="utf-8"))
        if module.split(".")[0] in FORBIDDEN[app]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", sorted(FORBIDDEN))
def test_an_app_does_not_lean_on_the_house(app: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for line, module in imported(path.read_text(encoding="utf-8"))
        if module.split(".")[0] == "feedback_desk" and module not in NEUTRAL
    ]
    assert not wrong, "\n".join(wrong)


def test_the_walk_sees_imports_inside_functions() -> None:
    assert list(imported("def f():\n    from channels import intake\n")) == [(2, "channels")]


PURE = ["tickets/states.py", "tickets/sla/calendar.py", "tickets/sla/deadlines.py",
        "tickets/sla/ladder.py", "tickets/triage", "channels/email/parsing.py"]  # fmt: skip


@pytest.mark.parametrize("place", PURE)
def test_pure_code_touches_no_database_and_no_clock(place: str) -> None:
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {module}"
        for file in files
        for line, module in imported(file.read_text(encoding="utf-8"))
        if module.startswith(("django.db", "django.utils.timezone", "tickets.models", "time"))
        and module != "timeit"
    ]
    assert not wrong, "\n".join(wrong)
