"""Every variable that the code reads stands in the reference, and the other way round."""

import re

from feedback_desk.runtime.paths import PROJECT

READ = re.compile(r"(?:env_\w+\(|environ(?:\.get\(|\[))\s*\"([A-Z][A-Z_]+)\"")
LISTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
# Read by the shell scripts, and what belongs to the machine.
ELSEWHERE = {"FEEDBACK_DESK_PYTHON"}
NOT_OURS = {"PATH", "DJANGO_SETTINGS_MODULE"}


def variables_in_code():
    folders = ("feedback_desk", "tickets", "channels", "analytics")
    texts = [path.read_text() for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    return {name for text in texts for name in READ.findall(text)} - NOT_OURS


def variables_in_the_reference():
    return set(LISTED.findall((PROJECT / "docs/reference/settings.md").read_text()))


def test_every_variable_that_is_read_is_documented():
    assert variables_in_code() - variables_in_the_reference() == set()


def test_every_documented_variable_is_read():
    assert variables_in_the_reference() - variables_in_code() - ELSEWHERE == set()
