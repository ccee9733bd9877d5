"""What asks, what only sounds like it, and what that does to the kind."""

import pytest

from tickets.triage import triage
from tickets.triage.questions import find_questions
from tickets.triage.text import prepare


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Can you refund my purchase?", 1.0),
        ("how do i change my address", 1.0),
        ("请问门店几点关门", 1.0),
        ("可以换货吗", 1.0),
        ("My card was declined.", 0.0),
        ("What is this?!", 1.0),
        ("Rubbish!!??", 0.0),
        ("", 0.0),
    ],
)
def test_a_sentence_asks_by_its_mark_its_opening_or_its_particle(text, share):
    assert find_questions(prepare(text)).share == share


def test_the_share_is_that_of_the_characters():
    asking = find_questions(prepare("It broke. Why is that?"))

    assert 0 < asking.share < 1
    assert not asking.covers(3)
    assert asking.covers(12)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What was the $1 fee?", "inquiry"),
        ("Is there a fee when I am late?", "inquiry"),
        ("My refund isn't showing up.", "complaint"),
        ("I wasn't allowed to transfer my money.", "complaint"),
        ("到店说只有第一年免费，这不是虚假宣传是什么？", "complaint"),
        ("插座漏电了，请问怎么办？", "complaint"),
    ],
)
def test_a_problem_in_a_question_is_asked_about_unless_it_is_grave(starter, text, kind):
    assert triage(text, rules=starter).kind == kind
