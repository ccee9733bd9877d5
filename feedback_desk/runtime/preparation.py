"""`manage.py prepare` at work: what a desk needs before it starts; the demo beside its start."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from feedback_desk.runtime.errors import LauncherError

STARTABLE = "The desk can start."
"""The line that `prepare` writes when only the demo is missing."""


class Preparation:
    """One run of `prepare`. Web and the demo then load side by side: on two cores, four seconds."""

    def __init__(self, project: Path, env: dict[str, str], *, with_demo: bool):
        command = [sys.executable, "manage.py", "prepare"]
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command if with_demo else [*command, "--empty"],
            cwd=project,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a Ctrl-C is for us, and `stop` passes it on
        )
        self.lines: Iterable[str] = self.process.stdout or ()

    def wait_until_startable(self) -> None:
        """Read until only the demo is missing. Raises `LauncherError` where it failed before."""
        for line in self.lines:
            if line.rstrip() == STARTABLE:
                return
            self.said.append(line.rstrip())
        self.finish()

    def is_done(self) -> bool:
        """Whether all of it is there. What the demo says fits a pipe: nobody reads meanwhile."""
        if self.process.poll() is None:
            return False
        self.finish()
        return True

    def finish(self) -> None:
        """Wait for the end. Raises `LauncherError` where it failed; why, it wrote itself."""
        with self.process:
            self.said += [line.rstrip() for line in self.lines]
            self.lines = ()
        if self.process.returncode:
            sys.stderr.write("\n".join([*self.said, ""]))
            raise LauncherError("The database couldn't be prepared; the reason stands above.")

    def stop(self) -> None:
        """End it where it is: the demo is one transaction, so there is all of it or none."""
        with self.process:
            if self.process.poll() is None:
                self.process.terminate()
