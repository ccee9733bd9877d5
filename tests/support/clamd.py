"""A real clamd on a socket of its own, with signatures that the test writes."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

CLAMD = "/usr/sbin/clamd"
# The test string of eicar.org, in two halves, so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# Bytes that only our own signature calls a virus.
MARK = b"harbour-home-test-mark"


def is_installed() -> bool:
    return shutil.which(CLAMD) is not None


class RunningClamd:
    """`with RunningClamd() as clamd:` listens on the socket at `clamd.address`."""

    def __enter__(self) -> RunningClamd:
        self.folder = Path(tempfile.mkdtemp(prefix="clamd-"))
        self.address = str(self.folder / "clamd.sock")
        self._write_signatures()
        self._write_configuration()
        self._start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [CLAMD, "--foreground", f"--config-file={self.folder / 'clamd.conf'}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + 30
        while not Path(self.address).exists():
            if self.process.poll() is not None or time.monotonic() > until:
                log = (self.folder / "clamd.log").read_text(errors="replace")
                raise RuntimeError(f"clamd did not start:\n{log[-800:]}")
            time.sleep(0.05)

    def _write_signatures(self) -> None:
        """Name:type of target:offset:bytes in hex, as ClamAV's manual of signatures says."""
        rows = [("Eicar-Test", EICAR), ("Harbour-Test", MARK)]
        lines = [f"{name}:0:*:{content.hex()}\n" for name, content in rows]
        (self.folder / "test.ndb").write_text("".join(lines))

    def _write_configuration(self) -> None:
        values = {
            "LocalSocket": self.address,
            "DatabaseDirectory": self.folder,
            "LogFile": self.folder / "clamd.log",
            "TemporaryDirectory": self.folder,
            "User": getpass.getuser(),
        }
        text = "".join(f"{name} {value}\n" for name, value in values.items())
        (self.folder / "clamd.conf").write_text(text)
