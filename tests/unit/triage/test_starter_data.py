"""The starter files fit together; the loader relies on it."""

import json

import pytest

from tickets.triage.classify import KINDS
from tickets.triage.evidence import RISKS
from tickets.triage.guards import GUARDS_WITH_A_NAME, NEARBY
from tickets.triage.rules import SETS, TOGETHER, atoms

from .conftest import STARTER, starter_rules


def catalog():
    return json.loads((STARTER / "catalog.json").read_text(encoding="utf-8"))


def categories(nodes=None, depth=1):
    for node in catalog()["categories"] if nodes is None else nodes:
        yield node, depth
        yield from categories(node.get("children", []), depth + 1)


def allowed_values(sets):
    return {
        "kind": set(KINDS),
        "risk": set(RISKS),
        "category": {node["code"] for node, _ in categories()},
    }.get(sets, {"1", "2", "3", "4"})


@pytest.mark.parametrize("rule", starter_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_complete_and_points_at_something_that_exists(rule):
    assert rule.sets in SETS
    assert rule.value in allowed_values(rule.sets)
    assert 1 <= rule.weight <= 100
    assert rule.words
    assert all(1 <= len(atoms(word)) <= 2 for word in rule.words)


@pytest.mark.parametrize("rule", starter_rules(), ids=lambda rule: rule.code)
def test_a_rules_words_and_guards_are_short_single_and_distinct(rule):
    for words in (rule.words, rule.guards):
        assert len(set(words)) == len(words)
        assert all(len(word) <= 80 for word in words)
    for guard in rule.guards:
        assert guard in GUARDS_WITH_A_NAME or (
            TOGETHER not in guard and guard.removeprefix(NEARBY).strip()
        )


def test_codes_are_unique_and_the_tree_is_at_most_three_deep():
    nodes = list(categories())
    codes = [node["code"] for node, _ in nodes]

    assert len(set(codes)) == len(codes)
    assert max(depth for _, depth in nodes) == 3
    assert all(node["name_en"] and node["name_zh"] for node, _ in nodes)


def test_teams_exist_and_one_takes_what_nobody_else_does():
    teams = {team["code"]: team for team in catalog()["teams"]}

    assert {node["team"] for node, _ in categories() if "team" in node} <= set(teams)
    assert all("team" in node for node, depth in categories() if depth == 1)
    assert [code for code, team in teams.items() if team["is_fallback"]] == ["front_desk"]
