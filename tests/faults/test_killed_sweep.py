"""Every level once in Postgres, every mail at least once, whenever the worker dies.

What the lock and the constraint are for is shown by their twins in
tests/concurrency/test_sweep.py.
"""

from __future__ import annotations

import pytest

from tests.faults import killed_sweep, killed_worker
from tests.faults.killed_worker import POINTS
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]
COUNT = 20


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_while_it_escalates_loses_and_repeats_no_level(
    desk: OwnDesk, sink, point: str
) -> None:
    killed_worker.clear(desk, sink)
    desk.start_beat()
    came = killed_sweep.run(desk, point=point, count=COUNT)

    assert (came.due, came.fired, came.breached, came.sent) == (COUNT,) * 4
    assert came.repeated == killed_worker.IN_FLIGHT[point]
