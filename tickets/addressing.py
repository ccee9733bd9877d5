"""Addresses of pages that differ by a key alone, worked out once a process.

A ticket page says some thirty of them, and resolving each name anew took as long as two statements.
"""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse

# Stands where a key will; no path of ours has such a number in it.
STAND_IN = 917_350_001


def address(name: str, *keys: int) -> str:
    """Return what `reverse(name, args=keys)` does, for a page that takes nothing but numbers."""
    return _pattern(name, len(keys), get_script_prefix()).format(*keys)


@cache
def _pattern(name: str, count: int, prefix: str) -> str:
    """`/desk/tickets/{:d}/`; `prefix` is the desk's own, where it doesn't stand at the root."""
    stand_ins = [STAND_IN + place for place in range(count)]
    pattern = reverse(name, args=stand_ins)
    for number in stand_ins:
        pattern = pattern.replace(str(number), "{:d}")
    return pattern
