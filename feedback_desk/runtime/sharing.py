"""Spreads what is asked over the web processes.

A connection that is kept open stays with the process that accepted it. With a handful of readers
one process can have all of them, while another, and a core with it, has nothing to do. So each
process says in memory they share how many requests it has in hand, and one that has two more than
another closes the connection with its answer: the browser opens a new one, and whoever is free
accepts it.
"""

from __future__ import annotations

import threading
from multiprocessing.sharedctypes import RawArray

NOBODY = 2**30
"""What stands in a place that no process has: never less than what a process has in hand."""
UNEVEN = 2
"""By one they differ all the time, whenever one of them has just answered."""


class Sharing:
    """How many requests each web process has in hand.

    Made by the parent process before it forks. While processes are replaced there are twice as
    many of them; one without a place isn't counted and keeps its connections.
    """

    def __init__(self, processes: int) -> None:
        self._in_hand = RawArray("i", [NOBODY] * (2 * processes))
        self._places: dict[int, int] = {}
        self._lock = threading.Lock()

    def joins(self, process: int) -> None:
        """Give a process that is about to be forked a place; `process` tells it from the others."""
        free = set(range(len(self._in_hand))) - set(self._places.values())
        if free:
            self._places[process] = min(free)
            self._in_hand[min(free)] = 0

    def leaves(self, process: int) -> None:
        place = self._places.pop(process, None)
        if place is not None:
            self._in_hand[place] = NOBODY

    def begins(self, process: int) -> None:
        self._count(process, 1)

    def ends(self, process: int) -> None:
        self._count(process, -1)

    def has_more_than_another(self, process: int) -> bool:
        place = self._places.get(process)
        if place is None:
            return False
        return self._in_hand[place] - min(self._in_hand) >= UNEVEN

    def _count(self, process: int, more: int) -> None:
        place = self._places.get(process)
        if place is not None:
            with self._lock:
                self._in_hand[place] += more
