"""Structured logs: JSON lines on a server, readable ones at a terminal.

Whatever a process says is a line of them: warnings, and an error that ends it, too.
"""

import logging
import re
import sys
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from feedback_desk.env import env_choice

LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]

# The addresses that open a customer's ticket or an account: their token is a key and must not lie
# in a log.
KEYED = re.compile(r"(/(?:s|r|complain/received|password/reset/key|confirm-email)/)[\w:-]{12,}")


def without_keys(logger: Any, method: str, entry: EventDict) -> EventDict:
    """Black out the tokens of such links wherever a path was logged."""
    return {
        name: KEYED.sub(r"\1***", str(value)) if "/" in str(value) else value
        for name, value in entry.items()
    }


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_keys,
]


def from_environment() -> dict[str, Any]:
    """What every process logs by, web server and workers alike."""
    level = env_choice("FEEDBACK_DESK_LOG_LEVEL", LEVELS, default="INFO")
    return logging_config(level=level, as_json=not sys.stderr.isatty())


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING and set structlog up to go through it."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
    if as_json:
        sys.excepthook = log_the_end
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=True)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "filters": {"answers": {"()": "feedback_desk.answer_lines.AnswerLines"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "filters": ["answers"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "celery": {"level": level},
            # It brings handlers of its own that write plain text.
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
        },
    }


def log_the_end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Python's own hook prints a traceback over many lines."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(__name__).critical("an error ended it", exc_info=(kind, error, trace))
