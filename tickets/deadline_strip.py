"""The picture of how a deadline is reached: counted time to scale, the rest cut short. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WIDTH = 344
SKIP_WIDTH = 20
"""What doesn't count (nights, weekends) is drawn this wide, however long it was."""
GAP = 3
LETTER_WIDTH, HAN_WIDTH, LABEL_GAP = 5.5, 10.5, 6


@dataclass(frozen=True)
class Stretch:
    """`[start, end)` of kind `counts`, `skipped` or `paused`, with the word under its start."""

    start: datetime
    end: datetime
    kind: str
    label: str = ""

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()


def deadline_strip(
    stretches: Sequence[Stretch],
    *,
    now: datetime,
    state: str,
    title: str,
    now_label: str,
    due_label: str,
) -> dict[str, Any]:
    """What `components/deadline_strip.html` draws, from the start of the clock to its due time.

    `state` (on_track, at_risk, breached) colours the counted stretch that `now` stands in. A label
    for which there is no room is left out; the one of the due time never.
    """
    counted = sum(stretch.seconds for stretch in stretches if stretch.kind == "counts")
    skips = sum(stretch.kind != "counts" for stretch in stretches)
    scale = (WIDTH - 8 - skips * SKIP_WIDTH) / (counted or 1)
    x, pieces = 0.0, []
    now_x = None
    for stretch in stretches:
        width = stretch.seconds * scale if stretch.kind == "counts" else SKIP_WIDTH
        if now_x is None and now < stretch.end:
            now_x = x + width * _share_gone(stretch, now)
        pieces += _pieces(stretch, x, width, now_x, state)
        x += width
    return {
        "title": title,
        "width": WIDTH,
        "pieces": _with_room(pieces, WIDTH - _label_width(due_label)),
        "due_x": round(x, 1),
        "now_x": round(x if now_x is None else now_x, 1),
        "now_label": now_label,
        "due_label": due_label,
    }


def _with_room(pieces: list[dict[str, Any]], end: float) -> list[dict[str, Any]]:
    """The pieces without the labels that would run into the one before, or past `end`."""
    free = 0.0
    for piece in pieces:
        until = piece["x"] + _label_width(piece["label"])
        if piece["x"] < free or until + LABEL_GAP > end:
            piece["label"] = ""
        elif piece["label"]:
            free = until + LABEL_GAP
    return pieces


def _label_width(label: str) -> float:
    return sum(LETTER_WIDTH if char.isascii() else HAN_WIDTH for char in label)


def _share_gone(stretch: Stretch, now: datetime) -> float:
    return max(0.0, min(1.0, (now - stretch.start).total_seconds() / (stretch.seconds or 1)))


def _pieces(
    stretch: Stretch, x: float, width: float, now_x: float | None, state: str
) -> list[dict[str, Any]]:
    """One stretch, cut in two where `now` stands in it: what is gone, and what is left."""
    if stretch.kind != "counts":
        return [_piece(stretch.kind, x + GAP, width - 2 * GAP)]
    if now_x is None:
        return [_piece("on-track", x, width, stretch.label)]
    gone = max(0.0, now_x - x)
    cut = [_piece("left", x + gone, width - gone, "" if gone else stretch.label)]
    if gone:
        cut.insert(0, _piece(state.replace("_", "-"), x, gone, stretch.label))
    return cut


def _piece(kind: str, x: float, width: float, label: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "x": round(x, 1),
        "x2": round(x + width, 1),
        "width": round(width, 1),
        "label": label,
    }
