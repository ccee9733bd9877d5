"""Rate limits count in windows of the clock: keep a test inside one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from django.utils import timezone


@contextmanager
def inside_one_window() -> Iterator[None]:
    """Let time stand half a minute into the next hour, far from any window's end."""
    moment = (timezone.now() + timedelta(hours=1)).replace(minute=0, second=30)
    with time_machine.travel(moment, tick=False):
        yield
