"""Hear of new mail at once: stays connected to mailboxes whose server knows IDLE."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from channels.email.watching import Watchers


class Command(BaseCommand):
    help = (
        "Waits for mail at every IMAP server that tells of it (IDLE) and fetches it at once. Runs "
        "until it is told to stop; the polls of the workers go on beside it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        Watchers(say=self.stdout.write).run(over)
