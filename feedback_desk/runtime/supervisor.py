"""Keep the processes of a desk alive until someone asks to stop.

Plain standard library: this process lives as long as the desk and should cost next to nothing.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from feedback_desk.runtime.paths import PROJECT
from feedback_desk.runtime.programs import Program

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A process that lived this long starts again without a growing pause."""
ROUND_SECONDS = 0.2
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt_on_signals() -> None:
    """Let every signal to stop act as Ctrl-C does in Python: what was begun is tidied up."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)


class Child:
    """One supervised process: started, watched, started again after a growing pause."""

    def __init__(self, program: Program, env: dict[str, str], log: Path | None):
        self.program = program
        self.env = env
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.due_at = 0.0
        self.pause = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        self.started_at = time.monotonic()
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self.program.command,
                cwd=PROJECT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )

    def look_after(self) -> str | None:
        """Start it when it is due; when it has died, plan its next start and say so."""
        if self.process is None:
            if time.monotonic() >= self.due_at:
                self.start()
            return None
        if self.process.poll() is None:
            return None
        return self._plan_restart(self.process.returncode)

    def _plan_restart(self, code: int) -> str:
        self.kill()
        self.process = None
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.due_at = time.monotonic() + pause
        where = f" Its log: {self.log}" if self.log else ""
        return f"{self.program.name} {how_it_ended(code)}; again in {pause:g} s.{where}"

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Kill what is left of the process and of those that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Supervisor:
    def __init__(
        self, children: Sequence[Child], *, stop_seconds: float, say: Callable[[str], None]
    ):
        self.children = children
        self.stop_seconds = stop_seconds
        self.say = say
        self.stops_asked = 0

    def catch_signals(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)

    def run(self, every_round: Callable[[], None]) -> None:
        """Look after the children, and call `every_round`, until a signal asks to stop."""
        try:
            while not self.stops_asked:
                for child in self.children:
                    message = child.look_after()
                    if message:
                        self.say(message)
                every_round()
                time.sleep(ROUND_SECONDS)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask all to finish; kill what is left after the time allowed, or at a second Ctrl-C."""
        for child in self.children:
            child.ask_to_stop()
        end = time.monotonic() + self.stop_seconds
        while not all(child.has_ended() for child in self.children):
            if time.monotonic() > end or self.stops_asked > 1:
                break
            time.sleep(ROUND_SECONDS / 4)
        for child in self.children:
            child.kill()

    def _note_stop(self, number: int, frame: object) -> None:
        self.stops_asked += 1


def how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


def end_with_parent() -> None:
    """Linux: ask the kernel to end this child when the supervisor dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
