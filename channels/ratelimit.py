"""How often one client may do something. Counted in the cache; without a cache everybody passes."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

WINDOWS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read `20/h` or `30/5m`. Raises ImproperlyConfigured."""
        times, slash, window = text.partition("/")
        count, unit = window[:-1] or "1", window[-1:]
        if not (slash and times.isdigit() and count.isdigit() and unit in WINDOWS):
            raise ImproperlyConfigured(
                f"{text!r} is no rate. Write how often in which time: 20/h, 30/m or 100/5m."
            )
        return cls(int(times), int(count) * WINDOWS[unit])


def seconds_to_wait(scope: str, who: str, rate: str) -> int:
    """Count one use and return 0, or the seconds until the window is over when it was too many."""
    limit = Rate.parse(rate)
    now = time.time()
    window = int(now // limit.seconds)
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"rate:{scope}:{digest}:{window}"
    used = counting_cache().count(key, limit.seconds + 1)
    return 0 if used <= limit.times else int((window + 1) * limit.seconds - now) + 1


def counting_cache() -> Any:
    """Django's cache with the `count` that ours has."""
    return cache


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, past as many proxies of ours as the settings say.

    Each proxy appends who it heard from, so the n-th from the right is the client; what stands
    further left anybody may have written.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES < 1:
        return remote
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    hops = [hop for hop in hops if hop]
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else remote


def client_digest(request: HttpRequest) -> str:
    """Return what is kept of a client's address: enough to see that two are the same one."""
    address = f"{settings.SECRET_KEY}/{client_address(request)}"
    return hashlib.sha256(address.encode()).hexdigest()[:16]
