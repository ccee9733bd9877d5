"""One rule before and after, on a text."""

from tickets.triage import CompiledRules
from tickets.triage.comparing import Move, RuleTrial


def test_a_text_without_the_rules_words_has_nothing_to_compare(rule):
    trial = RuleTrial(CompiledRules([]), before=None, after=rule("on fire"))

    assert trial.compare("The parcel is late.") is None


def test_a_new_word_moves_the_proposals_it_bears_on(rule):
    before, after = rule("smoke"), rule("smoke", "sparks")

    compared = RuleTrial(CompiledRules([before]), before=before, after=after).compare("It sparks.")

    assert compared.is_gained
    assert compared.after.matches[0].words == "sparks"
    assert Move("risk", "", "safety") in compared.moves
    assert Move("severity", "4", "1") in compared.moves


def test_a_guard_that_is_added_stops_the_hit_and_is_named(rule):
    before, after = rule("fire"), rule("fire", guards=("fire sale",))

    trial = RuleTrial(CompiledRules([before]), before=before, after=after)
    compared = trial.compare("The fire sale ended.")

    assert compared.is_lost
    assert compared.is_stopped
    assert compared.after.voided[0].guards == ("fire sale",)
    assert Move("risk", "safety", "") in compared.moves


def test_the_other_rules_are_heard_on_both_sides(rule):
    other = rule("smoke", code="smoke")
    trial = RuleTrial(CompiledRules([other]), before=None, after=rule("fire"))

    assert trial.compare("Fire and smoke.").moves == ()


def test_a_rule_switched_off_loses_what_it_found(rule):
    before = rule("fire")

    compared = RuleTrial(CompiledRules([before]), before=before, after=None).compare("Fire!")

    assert compared.is_lost
    assert Move("risk", "safety", "") in compared.moves
