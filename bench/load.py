"""Four customers at once: a closed loop of threads, or a steady pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

CONCURRENCY = 4


@dataclass
class Timing:
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def a_second(self) -> float:
        return round(len(self.latencies) / self.seconds, 1)

    def percentile(self, share: float) -> float:
        """In milliseconds; 0.95 of ten values is the tenth."""
        ranked = sorted(self.latencies)
        place = min(len(ranked) - 1, int(share * len(ranked)))
        return round(ranked[place] * 1000, 1)


def run(count: int, work: Callable[[int, int], None], *, pace: float = 0.0) -> Timing:
    """Call `work(worker, n)` for n below `count`; `pace` a second, or as fast as it goes.

    The first exception ends it and is raised.
    """
    timing, lock = Timing(), threading.Lock()
    numbers = iter(range(count))
    failures: list[BaseException] = []
    began = time.monotonic()

    def loop(worker: int) -> None:
        while not failures:
            with lock:
                n = next(numbers, None)
            if n is None:
                return
            if pace:
                time.sleep(max(0.0, began + n / pace - time.monotonic()))
            started = time.monotonic()
            try:
                work(worker, n)
            except Exception as failure:
                failures.append(failure)
                return
            timing.latencies.append(time.monotonic() - started)

    threads = [threading.Thread(target=loop, args=(worker,)) for worker in range(CONCURRENCY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    timing.seconds = time.monotonic() - began
    return timing
