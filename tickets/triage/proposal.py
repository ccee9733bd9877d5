"""What triage hands over: proposals with their reasons, as plain data that goes into JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

MACHINE = "machine"


class Match(NamedTuple):
    """The customer's own words at a half-open span of the field they stand in."""

    words: str
    start: int
    end: int
    in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as data; `explain` puts it into the reader's language.

    `guards` are the first of the guards that were looked for, `guard_count` in `params` says how
    many there were. With code `voided` there is one: the guard that took the match away.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    matches: tuple[Match, ...] = ()
    guards: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "params": dict(self.params),
            "matches": [match._asdict() for match in self.matches],
            "guards": list(self.guards),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(
            code=data["code"],
            params=data.get("params", {}),
            matches=tuple(Match(**match) for match in data.get("matches", ())),
            guards=tuple(data.get("guards", ())),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value proposed for one fact of the ticket; `confidence` is 0 to 1."""

    what: str
    value: str
    confidence: float
    reasons: tuple[Reason, ...]
    model_version: str
    source: str = MACHINE

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"reasons": [reason.as_data() for reason in self.reasons]}


def join_evidence(shares: list[float]) -> float:
    """Independent pieces of evidence taken together: 1 minus the product of their doubts.

    Two rules of weight 60 and 50: 1 - 0.4 * 0.5 = 0.8.
    """
    doubt = 1.0
    for share in shares:
        doubt *= 1.0 - share
    return 1.0 - doubt


def confidence_over(best: float, second: float) -> float:
    """Confidence in the best value when another one has evidence too: best * (1 - second / 2).

    0.8 against nothing stays 0.8; 0.8 against 0.6 is 0.56.
    """
    return round(best * (1.0 - second / 2.0), 3)
