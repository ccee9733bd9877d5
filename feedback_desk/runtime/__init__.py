"""The desk's own Postgres and Valkey, and the supervisor behind `bin/up`. Imports no Django."""

from feedback_desk.runtime.addresses import (
    resolve_cache_url,
    resolve_database_url,
    resolve_redis_url,
)
from feedback_desk.runtime.errors import LauncherError

__all__ = ["LauncherError", "resolve_cache_url", "resolve_database_url", "resolve_redis_url"]
