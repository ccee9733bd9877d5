"""`bin/smoke`: start a desk, walk round the loop, end the desk; JSON lines on the way."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.smoke.browser import Refused
from tests.smoke.desk import Desk, DeskFailed
from tests.smoke.html import FormChanged
from tests.smoke.sink import Sink
from tests.smoke.waiting import NeverCame
from tests.smoke.walk import NotAsPromised, Walk

FAILURES = (DeskFailed, FormChanged, NeverCame, NotAsPromised, Refused, OSError, KeyboardInterrupt)


def main() -> int:
    options = arguments()
    began = time.monotonic()

    def tell(step: str, **facts: object) -> None:
        line = {"step": step, "at": round(time.monotonic() - began, 1), **facts}
        sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="smoke-") as folder, Sink() as sink:
        left_out = [word for name in options.without for word in ("--without", name)]
        desk = Desk(Path(folder) / "desk.log", settings=settings(sink), options=left_out)
        try:
            with desk:
                tell("up", url=desk.url)
                Walk(desk, sink, tell).all()
        except FAILURES as failure:
            tell("failed", why=f"{type(failure).__name__}: {failure}")
            say_what_was_logged(desk, sink)
            return 1
    tell("done")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/smoke", description=__doc__)
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=["worker", "beat"],
        help="leave a process out, to see that the walk fails without it; may be repeated",
    )
    return parser.parse_args()


def settings(sink: Sink) -> dict[str, str]:
    """Only what an operator sets as well: where mail goes."""
    return {"FEEDBACK_DESK_SMTP_HOST": "127.0.0.1", "FEEDBACK_DESK_SMTP_PORT": str(sink.port)}


def say_what_was_logged(desk: Desk, sink: Sink) -> None:
    sys.stderr.write(f"Mails that came: {[mail.subject for mail in sink.mails]}\n")
    sys.stderr.write(f"The desk's last lines:\n{desk.tail()}\n")


if __name__ == "__main__":
    sys.exit(main())
