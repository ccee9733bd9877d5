"""A WSGI application that says which process answered, and takes its time to."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

SECONDS = 0.05


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    time.sleep(SECONDS)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
