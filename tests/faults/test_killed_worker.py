"""In Postgres each exactly once; a mail at least once, repeated only if it was in flight."""

from __future__ import annotations

import pytest

from tests.faults import killed_worker
from tests.faults.killed_worker import BETWEEN_SEND_AND_MARK, IN_FLIGHT, POINTS
from tests.support.own_desk import OwnDesk

pytestmark = [pytest.mark.faults, pytest.mark.serial]
COUNT = 60


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_in_the_middle_loses_nothing(desk: OwnDesk, sink, point: str) -> None:
    killed_worker.clear(desk, sink)
    desk.start_beat()
    came = killed_worker.run(desk, point=point, count=COUNT)

    assert (came.due, came.done, came.noted_once) == (COUNT, COUNT, COUNT)
    assert came.sent == COUNT
    assert came.repeated == came.repeated_with_same_id == IN_FLIGHT[point]


def test_without_the_lease_the_rest_of_the_batch_is_lost(desk: OwnDesk, sink) -> None:
    """The twin: marked when taken instead of leased, what the dead worker held is never sent."""
    killed_worker.clear(desk, sink)
    desk.start_beat()
    came = killed_worker.run(
        desk, point=BETWEEN_SEND_AND_MARK, count=COUNT, app="tests.faults.without_lease"
    )

    assert came.done == COUNT
    assert came.sent < COUNT
