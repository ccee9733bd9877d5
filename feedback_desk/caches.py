"""A cache that is only ever a help: when Redis is away, everything is a miss."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# After a failure the cache isn't asked again for this long, so that a dead Redis costs one
# time-out a process and not one a request.
REST_SECONDS = 2.0


def _forgiving(name: str, when_away: Any) -> Callable[..., Any]:
    method = getattr(CountingRedisCache, name)

    def call(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self.resting_until:
            return when_away(*args, **kwargs)
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            type(self).resting_until = time.monotonic() + REST_SECONDS
            log.warning("cache is away, going on without it", extra={"error": str(error)})
            return when_away(*args, **kwargs)

    call.__name__ = name
    return call


def _default(key: str, default: Any = None, **kwargs: Any) -> Any:
    return default


def _is_missing(*args: Any, **kwargs: Any) -> Any:
    # Django's `incr` on an unknown key raises ValueError; callers expect that already.
    raise ValueError("The cache is away, so there is nothing to count up.")


class OneClient(RedisCacheClient):
    """Keeps the client of its pool; Django makes one for every look-up, at more than its cost."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if not hasattr(self, "_kept"):
            self._kept = super().get_client(key, write=write)
        return self._kept


class CountingRedisCache(RedisCache):
    """Counts in one round trip what Django's `add` and `incr` take three for."""

    def count(self, key: str, seconds: int) -> int:
        """Add one to a counter that lives `seconds` from its first use, and return it."""
        name = self.make_and_validate_key(key)
        pipeline = self._cache.get_client(name, write=True).pipeline(transaction=False)
        pipeline.incr(name)
        pipeline.expire(name, seconds, nx=True)
        return int(pipeline.execute()[0])


class ForgivingRedisCache(CountingRedisCache):
    """Django's Redis cache with every error turned into a miss."""

    resting_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    get = _forgiving("get", _default)
    set = _forgiving("set", lambda *args, **kwargs: None)
    # True, as if the key had been new: a rate limit that can't count lets people through.
    add = _forgiving("add", lambda *args, **kwargs: True)
    touch = _forgiving("touch", lambda *args, **kwargs: False)
    delete = _forgiving("delete", lambda *args, **kwargs: False)
    get_many = _forgiving("get_many", lambda *args, **kwargs: {})
    set_many = _forgiving("set_many", lambda *args, **kwargs: [])
    delete_many = _forgiving("delete_many", lambda *args, **kwargs: None)
    has_key = _forgiving("has_key", lambda *args, **kwargs: False)
    incr = _forgiving("incr", _is_missing)
    clear = _forgiving("clear", lambda *args, **kwargs: False)
    # Nothing was counted: a limit that can't count lets people through.
    count = _forgiving("count", lambda *args, **kwargs: 0)
