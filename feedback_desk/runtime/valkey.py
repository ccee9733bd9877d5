"""Start and stop the embedded Valkey: the broker and the cache, on a Unix socket only."""

import contextlib
import socket
import subprocess
from pathlib import Path

from feedback_desk.runtime.account import Account
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import Places
from feedback_desk.runtime.processes import start_server, wait_until

START_SECONDS = 60
STOP_SECONDS = 15


class EmbeddedValkey:
    def __init__(self, places: Places, account: Account, program: Path):
        self.places = places
        self.account = account
        self.program = program

    def is_running(self) -> bool:
        """Whether somebody listens, be it too busy to answer or without room to write.

        Another one beside it would write into the same folder.
        """
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.places.valkey_socket))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:
                pass  # too busy to be connected to
        return True

    def answers(self) -> bool:
        return self._ask("PING").startswith(b"+PONG")

    def ensure_running(self) -> None:
        if self.is_running():
            return
        process = self._spawn()
        wait_until(lambda: process.poll() is not None or self.answers(), START_SECONDS)
        if not self.answers():
            raise LauncherError(f"Valkey didn't start; see {self._log_path()}.")

    def stop(self) -> None:
        """Valkey writes to its append-only file before it ends, where there is room."""
        if self._ask("SHUTDOWN").startswith(b"-"):
            self._ask("SHUTDOWN FORCE")
        wait_until(lambda: not self.is_running(), STOP_SECONDS)

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = {
            "--port": "0",
            "--unixsocket": str(self.places.valkey_socket),
            "--unixsocketperm": "700",
            "--dir": str(self.places.valkey_data),
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--save": "",
        }
        command = [str(self.program)]
        for name, value in options.items():
            command += [name, value]
        return start_server(command, self._log_path(), self.account)

    def _ask(self, command: str) -> bytes:
        """Send one command in its inline form; an empty answer when nobody listens."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.places.valkey_socket))
            connection.sendall(command.encode("ascii") + b"\r\n")
            return connection.recv(128)
        return b""

    def _log_path(self) -> Path:
        return self.places.logs / "valkey.log"
