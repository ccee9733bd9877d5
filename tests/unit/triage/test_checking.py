"""What an administrator is told about a rule before it is saved."""

import pytest
from django.utils import translation

from tickets.triage import problems_of


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("smok(e|ing)", "looks like a regular expression"),
        (r"fire\b", "looks like a regular expression"),
        ("fi.*re", "looks like a regular expression"),
        ("sm*ke", "looks like a regular expression"),
        ("x", "is a single letter"),
        ("a*", "too short before its *"),
        ("!!!", "has no letters or figures"),
        ("a + b + c", "joins more than two words"),
    ],
)
def test_a_word_that_would_never_or_always_match_is_told(word, told):
    (problem,) = problems_of([word], [])

    assert told in problem
    assert word in problem


def test_good_words_pass_in_both_languages():
    words = ["smok*", "child + injur*", "插座+冒烟", "烟", "3·15", "it's", "24 hours"]

    assert problems_of(words, ["@not", "@praise", "~书", "fire sale"]) == []


def test_an_unknown_guard_with_a_name_is_told_with_the_ones_there_are():
    (problem,) = problems_of(["fire"], ["@denied"])

    assert "@denied" in problem
    assert "@not, @complaint" in problem


def test_a_word_that_its_own_guard_voids_is_told():
    (problem,) = problems_of(["fire"], ["~FIRE"])

    assert "would never count" in problem


def test_five_thousand_words_are_too_many_and_told_once():
    (problem,) = problems_of([f"word{number}" for number in range(5_000)], [])

    assert "5000 entries" in problem
    assert "2000" in problem
