"""`bin/faults`: kill workers in the middle of many deliveries, and of many mails coming in.

Prints what came of each. Exits 1 when a delivery was lost, done twice in Postgres, or repeated
without having been in flight, or when a mail isn't exactly one ticket.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults import killed_sweep, killed_worker, many_mails
from tests.faults.killed_worker import BETWEEN_SEND_AND_MARK, IN_FLIGHT, POINTS, Outcome
from tests.support.mailbed import MailBed
from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import SmtpSink


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/faults", description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="deliveries a point (500)")
    parser.add_argument("--mails", type=int, default=500, help="mails coming in (500); 0 for none")
    parser.add_argument(
        "--only-sweep", action="store_true", help="escalations alone: `count` due clocks a point"
    )
    options = parser.parse_args()
    if options.only_sweep:
        return 0 if _sweep(options.count) else 1
    mails_held = not options.mails or _receive(options.mails)
    return 0 if _deliver(options.count) and mails_held else 1


def _receive(count: int) -> bool:
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        SmtpSink() as sink,
        MailBed(capture_port=sink.port) as bed,
        OwnDesk(Path(folder), sink, **many_mails.SETTINGS) as desk,
    ):
        came = many_mails.run(desk, bed, count=count)
        _print({"point": "mails coming in", **came.as_data()})
    return came.held_its_word


def _sweep(count: int) -> bool:
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        SmtpSink() as sink,
        OwnDesk(Path(folder), sink) as desk,
    ):
        held = [_escalate(desk, point, count) for point in POINTS]
    return all(held)


def _deliver(count: int) -> bool:
    if not count:
        return True
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        SmtpSink() as sink,
        OwnDesk(Path(folder), sink) as desk,
    ):
        held = [came.held_its_word for came in (_run(desk, point, count) for point in POINTS)]
        held += [_escalate(desk, point, count) for point in POINTS]
        twin = _run(desk, BETWEEN_SEND_AND_MARK, count, app="tests.faults.without_lease")
    return all(held) and not twin.held_its_word


def _escalate(desk: OwnDesk, point: str, count: int) -> bool:
    killed_worker.clear(desk, desk.sink)
    desk.start_beat()
    began = time.monotonic()
    came = killed_sweep.run(desk, point=point, count=count)
    line = {
        "work": "escalations",
        **came.as_data(),
        "in_flight": IN_FLIGHT[point],
        "held": came.held_its_word,
        "seconds": round(time.monotonic() - began, 1),
    }
    _print(line)
    return came.held_its_word


def _run(desk: OwnDesk, point: str, count: int, app: str = killed_worker.OURS) -> Outcome:
    killed_worker.clear(desk, desk.sink)
    desk.start_beat()
    began = time.monotonic()
    came = killed_worker.run(desk, point=point, count=count, app=app)
    line = {
        **came.as_data(),
        "lease": app == killed_worker.OURS,
        "in_flight": IN_FLIGHT[point],
        "held": came.held_its_word,
        "seconds": round(time.monotonic() - began, 1),
    }
    _print(line)
    return came


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
