"""Waiting for what really happens: asked again and again until a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.1


class NeverCame(Exception):
    """Something didn't happen in its time; the message says what."""


def wait_for[Found](
    look: Callable[[], Found], *, seconds: float, what: str, pause: float = PAUSE_SECONDS
) -> Found:
    """Return what `look` returns as soon as that is something. Raises NeverCame."""
    until = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > until:
            raise NeverCame(f"Waited {seconds:g} s in vain until {what}.")
        time.sleep(pause)
    return found
