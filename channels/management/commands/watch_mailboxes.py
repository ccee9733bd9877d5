"""Hear of new mail at once: stays connected to mailboxes whose server knows IDLE."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from channels.email.watching import Watchers, fetch_here


class Command(BaseCommand):
    help = (
        "Waits for mail at every IMAP server that tells of it (IDLE), fetches and opens it at once "
        "without a worker. Runs until it is told to stop. A desk whose beat runs needs no such "
        "process: beat listens itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        Watchers(say=self.stdout.write, fetch=fetch_here).run(over)
