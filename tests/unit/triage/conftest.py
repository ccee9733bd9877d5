import json
from pathlib import Path

import pytest

from tickets.triage import CompiledRules, Rule

STARTER = Path(__file__).parents[3] / "tickets" / "starter"


def starter_rules() -> list[Rule]:
    data = json.loads((STARTER / "triage_rules.json").read_text(encoding="utf-8"))
    return [
        Rule(**{**row, "words": tuple(row["words"]), "guards": tuple(row["guards"])})
        for row in data
    ]


@pytest.fixture(scope="session")
def starter() -> CompiledRules:
    return CompiledRules(starter_rules())


@pytest.fixture
def rule():
    """A keyword rule of which the test states only what matters."""

    def build(*words: str, guards: tuple[str, ...] = (), **more) -> Rule:
        facts = {"code": "fire", "sets": "risk", "value": "safety", "weight": 90} | more
        return Rule(words=words, guards=guards, **facts)

    return build
