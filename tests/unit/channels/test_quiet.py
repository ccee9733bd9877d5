"""Quiet hours: half open, over midnight, in the customer's zone, when the clocks change too."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from channels.ways.quiet import quiet_until

NIGHT = (time(21, 30), time(8, 0))
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


@pytest.mark.parametrize(
    ("at", "zone", "hours", "until"),
    [
        ("2026-03-10T21:29:59+08:00", SHANGHAI, NIGHT, None),
        ("2026-03-10T21:30:00+08:00", SHANGHAI, NIGHT, "2026-03-11T08:00:00+08:00"),
        ("2026-03-11T00:30:00+08:00", SHANGHAI, NIGHT, "2026-03-11T08:00:00+08:00"),
        ("2026-03-11T07:59:59+08:00", SHANGHAI, NIGHT, "2026-03-11T08:00:00+08:00"),
        ("2026-03-11T08:00:00+08:00", SHANGHAI, NIGHT, None),
        # The same moment is night in Shanghai and afternoon in Berlin.
        ("2026-03-10T23:00:00+08:00", BERLIN, NIGHT, None),
        # The night that is an hour short, and the one that is an hour long.
        ("2026-03-28T23:00:00+01:00", BERLIN, NIGHT, "2026-03-29T08:00:00+02:00"),
        ("2026-10-24T23:00:00+02:00", BERLIN, NIGHT, "2026-10-25T08:00:00+01:00"),
        ("2026-03-10T13:00:00+08:00", SHANGHAI, (time(12), time(14)), "2026-03-10T14:00:00+08:00"),
        ("2026-03-10T13:00:00+08:00", SHANGHAI, (None, None), None),
        ("2026-03-10T13:00:00+08:00", SHANGHAI, (time(9), time(9)), None),
    ],
)
def test_quiet_until(
    at: str, zone: str, hours: tuple[time | None, time | None], until: str | None
) -> None:
    expected = datetime.fromisoformat(until) if until else None
    assert quiet_until(datetime.fromisoformat(at), zone, *hours) == expected
