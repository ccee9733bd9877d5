"""What processes cost, read from Linux's /proc: processor time and memory of whole families."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on (state, parent, ...)."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _all_parents() -> dict[int, int]:
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return parents


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    parents = _all_parents()
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def command_of(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def environment_of(pid: int) -> dict[str, str]:
    raw = (PROC / str(pid) / "environ").read_bytes().decode()
    return dict(item.partition("=")[::2] for item in raw.split("\0") if "=" in item)


def find(words: str) -> list[int]:
    """Processes whose command holds these words."""
    return [pid for pid in _all_parents() if words in command_of(pid)]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of processes and of their children that have ended already."""
    return sum(_ticks(pid) for pid in pids) / TICKS_A_SECOND


def _ticks(pid: int) -> int:
    try:
        return sum(int(value) for value in _fields(pid)[11:15])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def pss_megabytes(pids: Iterable[int]) -> float:
    """Memory with shared pages divided among those who share them."""
    return sum(_pss_kilobytes(pid) for pid in pids) / 1024


def _pss_kilobytes(pid: int) -> int:
    """Nothing for a process that has ended since it was listed."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def load() -> float:
    """How many processes wanted to run in the last minute, other people's among them."""
    return round(os.getloadavg()[0], 1)
