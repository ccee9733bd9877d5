"""A lock of the sign-in that nobody gives back is gone before anybody is refused for it.

django-allauth counts attempts to sign in under a lock in the cache. A Redis that hangs takes the
lock later, when whoever asked has long gone on without it; it then stood for ten seconds, and
everybody from that address was told that they had tried too often. They wait a second for a lock,
so one that stands no longer than that delays them and no more.
"""

from allauth.core.internal import ratelimit


def bound_locks() -> None:
    """Give the locks the time that one waits for them. What they guard takes milliseconds."""
    ratelimit.CACHE_LOCK_TIMEOUT = ratelimit.CACHE_LOCK_WAIT_TIMEOUT
