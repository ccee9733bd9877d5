"""Read a database address from the environment into Django's form."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class DatabaseAddressError(ValueError):
    """`DATABASE_URL` can't be used; the message says what was wrong and what to write."""


def database_config(url: str, *, keep_seconds: int) -> dict[str, Any]:
    """Return the `DATABASES` entry for `postgres://user:password@host:port/name?option=value`.

    A `host` in the query (a socket folder) wins over the one in the address, as in libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise DatabaseAddressError(
            "DATABASE_URL must read postgres://user:password@host:port/name; "
            f"got one that starts with {parts.scheme or 'nothing'!r}."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "feedback_desk.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": keep_seconds,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
