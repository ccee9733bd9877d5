"""What the docs list is what there is: events, settings."""

from __future__ import annotations

import re
from pathlib import Path

from tickets.events import CODES

ROOT = Path(__file__).resolve().parents[2]


def test_every_event_code_is_documented_and_no_other() -> None:
    text = (ROOT / "docs/reference/events.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", text, re.MULTILINE))
    assert documented == CODES


def test_every_setting_is_documented_and_no_other() -> None:
    read = set()
    for path in (ROOT / "feedback_desk").rglob("*.py"):
        read |= set(re.findall(r'env_\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert read <= documented, f"not documented: {sorted(read - documented)}"
