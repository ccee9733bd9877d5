"""The channels that are switched on, as one snapshot that lasts until the configuration changes."""

from __future__ import annotations

from functools import lru_cache

from channels.models import Channel
from tickets import configuration


class UnknownChannel(Exception):
    """No active channel has this code; the message says what to do."""


def active_channel(code: str) -> Channel:
    """Return a channel that takes things in. Raises UnknownChannel."""
    channel = _active(configuration.current().revision).get(code)
    if channel is None:
        raise UnknownChannel(
            f"There is no active channel {code!r}. Run `manage.py load_starter` or switch it on."
        )
    return channel


def known_channel(code: str) -> Channel | None:
    """Return a channel, also one that is switched off; asks nothing once a page has begun."""
    return _all(configuration.latest().revision).get(code)


def entered_by_agents() -> list[Channel]:
    """Return the channels whose matters agents write down: calls, talks, the counter."""
    active = _active(configuration.current().revision).values()
    return [channel for channel in active if channel.kind in ("phone", "store")]


def is_open(code: str) -> bool:
    """Return whether a channel takes things in."""
    return code in _active(configuration.current().revision)


@lru_cache(maxsize=2)
def _active(revision: int) -> dict[str, Channel]:
    """Rows of a revision, which never returns to an earlier number."""
    rows = _all(revision).items()
    return {code: row for code, row in rows if row.is_active and not row.is_retired}


@lru_cache(maxsize=2)
def _all(revision: int) -> dict[str, Channel]:
    return {channel.code: channel for channel in Channel.objects.all()}
