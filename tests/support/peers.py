"""Start a program of another house for a test, ask what it has seen, tell it how to answer."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class RunningPeer:
    """`with RunningPeer("sms") as peer:` listens at `peer.url` in a process of its own."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __enter__(self) -> RunningPeer:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.peer_server", self.kind],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        return self

    def __exit__(self, *_exc: object) -> None:
        self.process.communicate("", timeout=10)

    def seen(self, path: str = "") -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/_seen") as answer:
            return [each for each in json.load(answer) if each["path"].startswith(path)]

    def answers(self, status: int, body: Any = None, *, path: str = "/") -> None:
        rule = {"status": status, "body": body or {}, "path": path}
        self._post("/_rules", rule)

    def sends_on(self, status: int, to: str, *, path: str = "/") -> None:
        """Answer with a redirect."""
        self._post("/_rules", {"status": status, "path": path, "headers": {"Location": to}})

    def works_again(self) -> None:
        self._post("/_rules", None)

    def _post(self, path: str, value: Any) -> None:
        with urllib.request.urlopen(f"{self.url}{path}", json.dumps(value).encode()):
            pass
