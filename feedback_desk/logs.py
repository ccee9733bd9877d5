"""Structured logs: JSON lines on a server, readable ones at a terminal."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

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


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING and set structlog up to go through it."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
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
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "celery": {"level": level},
        },
    }
