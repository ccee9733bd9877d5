"""How Django's lines about answers read in our log: a refusal is one line, a fault has its cause.

Django logs each 403 and each odd request with a traceback, some of them as errors. They are
answers as intended; a log full of them hides the one traceback that matters.
"""

import copy
import logging
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

# Somebody may be trying doors. What is left (404, 409, 422 ...) is everyday work.
LEVELS: Mapping[int, int] = dict.fromkeys((400, 403, 429), logging.WARNING)
LONGEST_REASON = 200


class AnswerLines(logging.Filter):
    """Gives a line about a request its method, path and person, and a refusal no traceback.

    The person is the key of somebody signed in, if the request asked who that is: a log line
    makes no statement of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        line = copy.copy(record)
        del line.request  # type: ignore[attr-defined]
        line.__dict__ |= _about(request)
        status = getattr(record, "status_code", 0)
        if 400 <= status < 500:
            _make_refusal(line, status)
        return line if logging.getLogger(line.name).isEnabledFor(line.levelno) else False


def _about(request: HttpRequest) -> dict[str, Any]:
    person = getattr(getattr(request, "_cached_user", None), "pk", None)
    return {"method": request.method, "path": request.path, "person": person}


def _make_refusal(line: logging.LogRecord, status: int) -> None:
    line.levelno = LEVELS.get(status, logging.INFO)
    line.levelname = logging.getLevelName(line.levelno)
    reason = line.exc_info[1] if isinstance(line.exc_info, tuple) else None
    if reason is not None and str(reason):
        line.reason = str(reason)[:LONGEST_REASON]
    line.exc_info = line.exc_text = None
