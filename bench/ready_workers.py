"""Processes that wait at the starting line, so that their own start isn't measured."""

from __future__ import annotations

import os
import subprocess


def ready_workers(command: list[str], url: str, count: int) -> list[subprocess.Popen[str]]:
    """Start a command so many times on a database and wait until each has said a line."""
    environment = {**os.environ, "DATABASE_URL": url}
    running = [
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    return running
