"""The desk on a port of its own, in this process: it sees the tests' database and settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.test.testcases import LiveServerThread


@contextmanager
def running_desk() -> Iterator[str]:
    """Yield the desk's address.

    Style sheets and scripts come through the desk's own middleware, as in production: collected
    ones by their fingerprinted names, and plain ones from the sources where nothing is collected.
    """
    with override_settings(WHITENOISE_USE_FINDERS=True):
        application = get_wsgi_application()
    thread = LiveServerThread("127.0.0.1", lambda _handler: application, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()
