"""Start servers and ask about other processes, on Linux and macOS."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from feedback_desk.runtime.account import Account

PAUSE_SECONDS = 0.02


# Servers may outlive the process that started them. Those that end before it are collected here.
_started: list[subprocess.Popen[bytes]] = []


def start_server(command: list[str], log: Path, account: Account) -> subprocess.Popen[bytes]:
    """Start a server under its account, apart from our terminal, writing to a log file."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **account.popen_arguments(),
        )
    _started.append(process)
    return process


def is_alive(pid: int) -> bool:
    """Whether the process runs. One that has ended but wasn't collected yet counts as ended."""
    for process in _started:
        process.poll()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return False
    return after_name.split()[0] == "Z"


def process_folder(pid: int) -> Path | None:
    """The data folder of a postmaster, which is its working folder; None if it can't be told."""
    if sys.platform == "linux":
        try:
            return Path(os.readlink(f"/proc/{pid}/cwd"))
        except OSError:
            return None
    return _folder_from_command(pid)


def _folder_from_command(pid: int) -> Path | None:
    """Where there is no /proc: the folder after -D in the command that started the server."""
    answer = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    _, found, rest = answer.stdout.partition(" -D ")
    folder = rest.partition(" -c ")[0].strip()
    return Path(folder).resolve() if found and "postgres" in answer.stdout else None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again; False when it still doesn't hold after that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
