"""When a category is proposed, when it isn't, and what the reasons say of it."""

import pytest
from django.utils import translation

from tickets.triage import CompiledRules, explain, triage


@pytest.fixture
def about(rule):
    """A category's rule of which the test states only what matters."""

    def build(value, *words, weight=80, guards=()):
        return rule(*words, code=value, sets="category", value=value, weight=weight, guards=guards)

    return build


STORY = "I have bought from you for years and told all my friends about it, every single time. " * 6


def test_a_word_that_a_long_story_only_touches_names_no_category(about):
    rules = CompiledRules([about("service", "staff", weight=45)])

    assert triage("The staff.", rules=rules).category == "service"
    assert triage(f"{STORY} The staff.", rules=rules).category == ""


def test_a_precise_word_names_the_category_however_long_the_story(about):
    rules = CompiledRules([about("late", "late delivery")])

    assert triage(f"{STORY} A late delivery.", rules=rules).category == "late"


def test_two_weak_rivals_leave_it_to_a_person(about):
    rules = CompiledRules([about("one", "staff", weight=38), about("other", "price", weight=38)])

    assert triage("staff", rules=rules).category == "one"
    assert triage("staff, price", rules=rules).category == ""


def test_the_second_best_is_named_beside_the_best(about):
    rules = CompiledRules([about("late", "late"), about("billing", "invoice", weight=60)])

    proposal = triage("late, and no invoice", rules=rules).proposals["category"]

    assert proposal.value == "late"
    with translation.override("en"):
        assert explain(proposal.reasons[-1]) == "“invoice” speaks for “billing” instead"


def test_a_guard_for_a_kind_voids_the_category_in_it(about):
    rules = CompiledRules([about("late", "courier", guards=("@praise",))])

    praised = triage("Lovely courier, thank you!", rules=rules)

    assert triage("The courier is awful.", rules=rules).category == "late"
    assert (praised.kind, praised.category) == ("praise", "")
    with translation.override("en"):
        assert "because of “the message is praise”" in explain(praised.voided[0])


def test_a_guard_for_a_kind_is_no_word_that_was_looked_for(about):
    rules = CompiledRules([about("late", "courier", guards=("@praise", "~cheap"))])

    (reason,) = triage("The courier is awful.", rules=rules).proposals["category"].reasons

    assert (reason.guards, reason.params["guard_count"]) == (("~cheap",), 1)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("差评！买两套说送吹风机，没见到，建议客服去学学", "marketing_not_honoured"),
        ("建议增加周末送货", "suggestion_service"),
        ("酒店位置非常好，离步行街很近，折扣也不错", ""),
        ("The mouse you sent makes a noise at every click", ""),
        ("孩子把原来那个弄坏丢了，重新买一个，很喜欢", ""),
        ("快递把我的包裹弄丢了，没人管", "delivery_lost"),
    ],
)
def test_a_category_fits_what_the_message_is(starter, text, category):
    found = triage(text, rules=starter).category
    wrong = {"suggestion_service", "marketing_not_honoured", "store_environment", "delivery_lost"}

    assert found == category or (not category and found not in wrong)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这瓶到货已经漏了，漏的到处都是", "complaint"),
        ("My account is showing a double charge.", "complaint"),
        ("很满意，没有一个坏的", "praise"),
    ],
)
def test_a_category_of_trouble_makes_a_complaint_of_a_calm_report(starter, text, kind):
    assert triage(text, rules=starter).kind == kind


def test_good_and_bad_that_balance_are_told_as_such(starter):
    (reason,) = triage("房间不错，早餐不好", rules=starter).proposals["kind"].reasons

    assert reason.code == "balanced"
