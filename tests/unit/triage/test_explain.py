import json

import pytest
from django.utils import translation

from tickets.triage import Match, Reason, explain, triage
from tickets.triage.explain import TEMPLATES


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_rules_reason_names_rule_words_and_guards():
    reason = Reason(
        "rule", {"rule": "safety_fire"}, (Match("冒烟", 3, 5),), ("@not", "fire sale", "~joke", "x")
    )

    told = explain(reason)

    assert told.startswith("“冒烟”: rule “safety_fire”")
    assert "a denial, “fire sale”, “joke”…" in told


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
