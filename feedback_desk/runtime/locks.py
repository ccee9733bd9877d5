"""The lock files must install from any mirror: no address, no path, no index option in them."""

import re
from pathlib import Path

SUSPICIOUS = re.compile(
    r"https?:|file:|git\+|@ |(?:^|\s)(?:-i|-f|-e|--index-url|--extra-index-url|--find-links|"
    r"--trusted-host|--editable)\b|(?:^|[\s=])(?:/|\.\./|~/)",
    re.MULTILINE,
)


def addresses_in(text: str) -> list[str]:
    """The lines of a lock that name a place to fetch from; comments count, they leak as much."""
    return [line for line in text.splitlines() if SUSPICIOUS.search(line)]


def lacks_hash(text: str) -> list[str]:
    """The requirements that aren't pinned by a hash."""
    found = re.findall(r"^([A-Za-z0-9][^\s;\\]*)((?:[^\n]*\\\n)*[^\n]*)", text, re.MULTILINE)
    return [name for name, rest in found if "--hash=sha256:" not in rest]


def check(folder: Path) -> list[str]:
    """What is wrong with the locks in this folder, in words; empty when nothing is."""
    problems = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text()
        problems += [f"{path.name} holds an address: {line.strip()}" for line in addresses_in(text)]
        problems += [f"{path.name} has no hash for {name}" for name in lacks_hash(text)]
    return problems
