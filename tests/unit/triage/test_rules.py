import pytest

from tickets.triage import LEXICON_VERSION, CompiledRules, compiled_for, problems_of, triage


def flagged(text, *rules, **more):
    return triage(text, rules=CompiledRules(rules), **more).risk_flags == ("safety",)


def test_a_latin_word_matches_whole_words_only(rule):
    assert flagged("It is FIRE.", rule("fire"))
    assert not flagged("I was fired, the firewall too", rule("fire"))


def test_a_stem_matches_any_ending(rule):
    for text in ("smoke", "smoked", "Smoking"):
        assert flagged(text, rule("smok*"))
    assert not flagged("smog", rule("smok*"))


def test_a_phrase_stays_inside_its_sentence(rule):
    assert flagged("payments I did not make", rule("payments i did not make"))
    assert not flagged("I made my payments. I did not make a fuss", rule("payments i did"))


def test_two_words_must_stand_near_each_other_in_one_sentence(rule):
    together = rule("child + injur*")

    assert flagged("The injured girl is a child of six", together)
    assert not flagged("Nice for a child. The parcel was injured in transit", together)
    assert not flagged("child" + " and so on" * 9 + " injured", together)


def test_chinese_words_match_inside_running_text(rule):
    assert flagged("昨天插座起火了", rule("起火"))
    assert flagged("孩子的手被夹伤了", rule("孩子+夹伤"))


def test_full_width_and_traditional_characters_match_too(rule):
    assert flagged("ＦＩＲＥ", rule("fire"))
    assert flagged("孩子燙傷了", rule("烫伤"))


def test_a_guard_that_overlaps_voids_only_its_own_match(rule):
    guarded = rule("fire", guards=("fire sale",))

    assert not flagged("The fire sale was great", guarded)
    assert flagged("At the fire sale a lamp was on fire", guarded)


def test_a_guard_with_a_tilde_voids_from_nearby(rule):
    guarded = rule("smoke", guards=("~detector",))

    assert not flagged("a detector for smoke", guarded)
    assert flagged("A detector. Then smoke", guarded)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no smoke", True),
        ("there was never any visible smoke", True),
        ("It wasn't smoke", True),
        ("it does not work and smoke comes out", False),
        ("nothing was done about the smoke", False),
        ("without warning, smoke", False),
        ("没有冒烟", True),
        ("并没有发生冒烟现象", True),
        ("没用几天就冒烟", False),
        ("无缘无故冒烟", False),
        ("不能用，还冒烟", False),
    ],
)
def test_a_denial_voids_only_what_it_denies(rule, text, denied):
    assert flagged(text, rule("smoke", "冒烟", guards=("@not",))) is not denied


def test_a_rule_of_one_language_needs_a_text_with_some_of_it(rule):
    chinese_only = rule("fire", language="zh-hans")

    assert flagged("客厅里有个灯 fire 了，快来人", chinese_only)
    assert not flagged("The lamp is on fire", chinese_only)


def test_an_inactive_rule_is_silent(rule):
    assert not flagged("fire", rule("fire", is_active=False))


def test_words_are_quoted_as_written_with_their_place(rule):
    compiled = CompiledRules([rule("冒烟")])

    result = triage("ﬁrst line，插座冒煙", subject="冒烟了", rules=compiled)

    matches = result.proposals["risk.safety"].reasons[0].matches
    assert [(m.words, m.start, m.end, m.in_subject) for m in matches] == [
        ("冒烟", 0, 2, True),
        ("冒煙", 12, 14, False),
    ]


def test_the_strongest_evidence_wins_and_a_rival_lowers_confidence(rule):
    first = rule("late", code="late", sets="category", value="delivery_late", weight=80)
    second = rule("bill", code="bill", sets="category", value="billing", weight=60)

    alone = triage("late", rules=CompiledRules([first, second])).proposals["category"]
    contested = triage("late bill", rules=CompiledRules([first, second])).proposals["category"]

    assert (alone.value, alone.confidence) == ("delivery_late", 0.8)
    assert (contested.value, contested.confidence) == ("delivery_late", 0.56)


def test_rules_are_compiled_once_for_a_version(rule):
    calls = []

    def load():
        calls.append(1)
        return [rule("fire")]

    one, again = compiled_for("test-7", load), compiled_for("test-7", load)
    compiled_for("test-8", load)

    assert one is again
    assert len(calls) == 2


def test_the_proposal_names_the_version_of_the_rules(rule):
    compiled = CompiledRules([rule("fire")], version="42")

    assert (
        triage("fire", rules=compiled).proposals["kind"].model_version
        == f"rules-42/words-{LEXICON_VERSION}"
    )


def test_an_unusable_word_never_stops_triage(rule):
    assert flagged(
        "fire", rule("***", "a*", "", "+", "a + b + fire", "fire", guards=("!", "fire sale"))
    )


def test_words_that_would_match_nothing_or_everything_are_told():
    problems = problems_of(["***", "a*", "a + b + c", "smok*", "冒烟"], ["~?", "@not", "fire sale"])

    assert len(problems) == 4
    assert all("Write" in problem or "Join" in problem for problem in problems)
    assert problems_of(["child + injur*", "孩子+受伤"], ["@not", "~书"]) == []
