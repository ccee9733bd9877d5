"""Real feedback from files, sent by many visitors at a steady rate. Nothing of it is kept here."""

from __future__ import annotations

import csv
import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from channels.visitor import Refused, Visitor

MAX_TEXT = 20_000
MOST_VISITORS = 100
HAN = re.compile("[\u4e00-\u9fff]")
LANGUAGES = {"zh-hans": "zh-CN,zh;q=0.9,en;q=0.5", "en": "en-GB,en;q=0.9"}


class NoFeedback(Exception):
    """The folder holds no file with a text column; the message says what is looked for."""


@dataclass(frozen=True)
class Feedback:
    text: str

    @property
    def language(self) -> str:
        return "zh-hans" if HAN.search(self.text) else "en"


# --- Reading --------------------------------------------------------------------------------


def read_corpus(folder: Path) -> Iterator[Feedback]:
    """Yield the texts of every CSV file with a column `text`, its `title` before it if it has one.

    Raises NoFeedback.
    """
    files = sorted(folder.glob("*.csv"))
    if not any("text" in _columns(file) for file in files):
        raise NoFeedback(f"{folder} has no CSV file with a column “text”. Name another --corpus.")
    for file in files:
        yield from _texts(file)


def _columns(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return next(csv.reader(lines), [])


def _texts(file: Path) -> Iterator[Feedback]:
    if "text" not in _columns(file):
        return
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            words = "\n\n".join(filter(None, [row.get("title"), row["text"]])).strip()
            if words:
                yield Feedback(words[:MAX_TEXT])


def mixed(feedback: Iterator[Feedback], *, limit: int, seed: int) -> list[Feedback]:
    """Draw up to `limit` texts, half of them Chinese while both last; same seed, same draw."""
    # A draw that can be repeated, nothing secret.
    dice = random.Random(seed)  # nosec B311
    by_language: dict[str, list[Feedback]] = {"zh-hans": [], "en": []}
    for each in feedback:
        by_language[each.language].append(each)
    chinese, english = (dice.sample(pool, min(limit, len(pool))) for pool in by_language.values())
    half = min(limit // 2, len(english))
    drawn = chinese[: limit - half]
    drawn += english[: limit - len(drawn)]
    dice.shuffle(drawn)
    return drawn


# --- Sending --------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What came of it all, counted from the visitors' side."""

    sent: int = 0
    numbers: list[str] = field(default_factory=list)
    without_number: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.sent == len(self.numbers) == len(set(self.numbers))

    def as_data(self) -> dict[str, object]:
        return {
            "sent": self.sent,
            "registered": len(self.numbers),
            "distinct_numbers": len(set(self.numbers)),
            "taken_without_a_number_yet": self.without_number,
            "failures": dict(self.failures),
            "seconds": round(self.seconds, 1),
            "a_second": round(self.sent / self.seconds, 1) if self.seconds else 0,
        }


class Feeder:
    """Sends feedback at `rate` a second; every visitor takes `wait` seconds to type."""

    def __init__(self, url: str, *, rate: float, wait: float) -> None:
        self.url, self.rate, self.wait = url, rate, wait
        self.run = secrets.token_hex(3)
        self.outcome = Outcome()
        self._lock = threading.Lock()

    def send_all(self, feedback: Sequence[Feedback], *, tell: Callable[[Outcome], None]) -> Outcome:
        """Send each once; `tell` hears every hundredth."""
        began = time.monotonic()
        visitors = min(MOST_VISITORS, 4 + int(self.rate * (self.wait + 1)))
        with ThreadPoolExecutor(visitors) as pool:
            for n, each in enumerate(feedback):
                time.sleep(max(0.0, began + n / self.rate - time.monotonic()))
                pool.submit(self._send, n, each)
                if n and n % 100 == 0:
                    self.outcome.seconds = time.monotonic() - began
                    tell(self.outcome)
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _send(self, n: int, each: Feedback) -> None:
        visitor = Visitor(self.url, language=LANGUAGES[each.language])
        number, trouble = "", ""
        try:
            number = visitor.complain(
                {"hurt": "no", "text": each.text}, self._reach(n, each), wait=self.wait
            )
        except (Refused, OSError) as error:
            trouble = f"{type(error).__name__}: {error}"
        finally:
            visitor.close()
        self._count(number, trouble)

    def _count(self, number: str, trouble: str) -> None:
        with self._lock:
            self.outcome.sent += 1
            if trouble:
                self.outcome.failures[trouble] += 1
            elif number:
                self.outcome.numbers.append(number)
            else:
                self.outcome.without_number += 1

    def _reach(self, n: int, each: Feedback) -> dict[str, str]:
        """Most leave an address, some a phone number, some nothing: by turns."""
        if n % 10 == 8:
            return {"anonymous": "on"}
        name = f"访客{n}" if each.language == "zh-hans" else f"Visitor {n}"
        if n % 10 == 9:
            return {"name": name, "phone": f"+86 139 {n // 10_000:04d} {n % 10_000:04d}"}
        return {"name": name, "email": f"visitor-{self.run}-{n}@example.test"}
