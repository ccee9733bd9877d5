import json

import pytest
from django.utils import translation

from tickets.triage import CompiledRules, Match, Reason, Rule, explain, triage
from tickets.triage.explain import TEMPLATES


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_rules_reason_names_rule_words_and_guards():
    reason = Reason(
        "rule",
        {"rule": "safety_fire", "guard_count": 12},
        (Match("冒烟", 3, 5),),
        ("@not", "fire sale", "~joke"),
    )

    told = explain(reason)

    assert told.startswith("“冒烟”: rule “safety_fire”")
    assert "a denial, “fire sale”, “joke” and 9 more" in told


def test_a_rule_is_called_by_its_name_in_the_readers_language():
    rules = CompiledRules(
        [Rule("fire", "risk", "safety", ("fire",), name_en="Fire", name_zh="起火")]
    )
    reason = Reason("rule", {"rule": "fire"}, (Match("fire", 0, 4),))

    assert explain(reason, rules) == "“fire”: rule “Fire”"
    with translation.override("zh-hans"):
        assert "起火" in explain(reason, rules)
    assert "“gone”" in explain(Reason("rule", {"rule": "gone"}), rules)


def test_a_repeated_word_is_quoted_once():
    reason = Reason("mood_words", {}, (Match("bad", 0, 3), Match("bad", 9, 12)))

    assert explain(reason) == "Words that show the mood: “bad”"


def test_reasons_survive_json_and_read_the_same(starter):
    result = triage(
        "昨天插座冒烟，没有人受伤。I am furious!", rules=starter, hurt_or_danger=True, rating=1
    )
    reasons = [*result.voided, *(r for p in result.proposals.values() for r in p.reasons)]

    for reason in reasons:
        kept = Reason.from_data(json.loads(json.dumps(reason.as_data())))
        assert explain(kept) == explain(reason)
        assert reason.code in TEMPLATES


def test_every_proposal_has_a_reason_when_it_says_more_than_the_default(starter):
    result = triage("Where is my refund? This is urgent.", rules=starter)

    for what in ("language", "kind", "category", "urgency"):
        assert result.proposals[what].reasons


def test_a_code_from_another_version_is_shown_as_it_is():
    assert explain(Reason("oracle", {"x": 1})) == "oracle"
