"""What `bin/up` says where it can't start."""

import os
import socket
import subprocess
import sys

import pytest

from feedback_desk.runtime.__main__ import make_parser
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT
from feedback_desk.runtime.up import choose_port

NO_ADDRESS_OF_OURS = "192.0.2.1"  # RFC 5737


@pytest.fixture
def taken_port():
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        yield squatter.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken_port):
    with pytest.raises(LauncherError, match=rf"Port {taken_port} is taken.*--port 0"):
        choose_port(taken_port, "127.0.0.1")


def test_zero_is_any_free_port():
    assert 0 < choose_port(0, "127.0.0.1") <= 65535


def test_a_foreign_address_is_no_taken_port():
    with pytest.raises(LauncherError, match=r"can't listen at 192\.0\.2\.1:.*FEEDBACK_DESK_HOST"):
        choose_port(None, NO_ADDRESS_OF_OURS)


@pytest.mark.parametrize("text", ["99999", "-1", "web"])
def test_what_is_no_port_is_refused(text, capsys):
    with pytest.raises(SystemExit):
        make_parser().parse_args(["up", "--port", text])
    assert f"{text} is no port" in capsys.readouterr().err


def prepare(**variables: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=PROJECT,
        env=env | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://root@127.0.0.1/desk", "starting with postgres://"),
        ("postgres://desk:secret@127.0.0.1:9/desk", "leads to no database"),
    ],
)
def test_a_wrong_address_of_the_database_is_said_in_a_few_lines(url, why):
    done = prepare(DATABASE_URL=url)
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="root may write everywhere but there")
def test_a_folder_that_takes_nothing_is_named():
    command = [sys.executable, "-m", "feedback_desk.runtime", "up", "--data", "/sys/feedback-desk"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("/sys/feedback-desk: ")
    assert "Traceback" not in done.stderr
