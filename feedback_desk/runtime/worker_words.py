"""What Celery's workers say while they stop, as lines of our log.

They print it past logging, because a handler of signals may find logging's locks taken. So do we:
one system call, no lock.
"""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

from celery import signals

STDERR = 2


def speak_in_lines() -> None:
    """Connect it, in workers whose log is not read at a terminal."""
    if not sys.stderr.isatty():
        signals.celeryd_init.connect(_replace_words, weak=False)


def _replace_words(**_about: Any) -> None:
    from celery.apps import worker

    worker.safe_say = say


def say(message: str, stream: object = None) -> None:
    """Write one line. A log that is gone must not keep a worker from stopping."""
    line = {
        "event": message.strip(),
        "level": "info",
        "logger": __name__,
        "timestamp": datetime.now(UTC).isoformat(),
    }
    try:
        os.write(STDERR, json.dumps(line).encode() + b"\n")
    except OSError:
        return
