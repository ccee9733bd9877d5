"""A worker and beat show that they are alive by touching a file: far cheaper to ask than Celery.

A worker's event loop sends a heartbeat every two seconds, beat publishes a wake-up about as often.
Either stops when the process hangs or has lost its broker.
"""

from pathlib import Path
from typing import Any

from celery import signals

from feedback_desk.env import env_str


def show_life_by_file() -> None:
    """Connect the signals, in processes that were told a file to touch."""
    path = env_str("FEEDBACK_DESK_HEARTBEAT_FILE")
    if not path:
        return

    def touch(**event: Any) -> None:
        Path(path).touch()

    signals.heartbeat_sent.connect(touch, weak=False)
    signals.worker_ready.connect(touch, weak=False)
    signals.beat_init.connect(lambda **event: _touch_on_publish(touch), weak=False)


def _touch_on_publish(touch: Any) -> None:
    """Only in beat: a web process publishes too, which says nothing about beat."""
    touch()
    signals.after_task_publish.connect(touch, weak=False)
