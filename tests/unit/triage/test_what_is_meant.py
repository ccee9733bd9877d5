"""What is meant by how it is said: questions for effect, trouble told before, turns, efforts."""

import pytest

from tickets.triage import triage

COMPLAINTS = [
    # asked for effect
    "How hard is it to answer one mail?",
    "What am I paying you for?",
    "Why should I pay for a repair that repaired nothing?",
    "Who thought it was a good idea to ring at six in the morning?",
    "这就是你们所谓的次日达？",
    "难道老客户就活该多付钱？",
    "凭什么取消我的优惠券？",
    "你们的售后是开玩笑的吗",
    # asked to put right what was told before
    "Three calls, two mails, and the heating is cold. Can anyone help?",
    "I ordered a sofa in May and it is now August. When can I expect somebody to care?",
    "洗了两次就起球，请问怎么处理？",
    "当初承诺终身保修，现在说要收费，合理吗？",
    "打了五次电话，每次都说会回复，有人管吗？",
    "You took 80 euros from my account and I never agreed to it. Please return it.",
    "Please stop sending me letters for a man who died last year.",
    # what it has cost already
    "I have explained this to four different people now.",
    "Took forty minutes to reach a person, then the line went dead.",
    "等了一个多月，催了好几次，一直没有发货。",
    "服务员一边玩手机一边收银，叫了三遍才抬头。",
    # praise that turns
    "Lovely room, however the shower was cold all weekend.",
    "东西是不错，结果用了三天就开不了机。",
    # stars in words
    "One star. The rest is not worth typing.",
    "一颗星给快递小哥，其他不评。",
]
INQUIRIES = [
    "How long does a repair take?",
    "Why is there a fee for paying by card?",
    "What kind of battery does the scale take?",
    "How many times can I return an item?",
    "My order arrives on Friday; can I change the address before?",
    "If my parcel is late, can I cancel it?",
    "请问保修期是多久？",
    "你们周末上班吗",
    "为什么要实名认证？",
    "怎么可以提前还款",
]
PRAISE = [
    "I was worried about the delivery, but it came early and everything was perfect.",
    "Third time I buy here, and it was perfect again.",
    "本来担心尺寸不合适，结果刚刚好，很喜欢。",
    "等了三天就到了，包装很好，非常满意。",
]


@pytest.mark.parametrize("text", COMPLAINTS)
def test_who_complains_calmly_or_by_a_question_is_heard(starter, text):
    assert triage(text, rules=starter).kind == "complaint"


@pytest.mark.parametrize("text", INQUIRIES)
def test_who_wants_to_know_asks(starter, text):
    assert triage(text, rules=starter).kind == "inquiry"


@pytest.mark.parametrize("text", PRAISE)
def test_who_turns_to_the_good_or_waited_gladly_praises(starter, text):
    assert triage(text, rules=starter).kind == "praise"


def test_the_reasons_quote_what_was_asked_for_effect_and_what_it_has_cost(starter):
    result = triage("It is week 9. I called three times now. How hard can it be?", rules=starter)

    quoted = {
        reason.code: [match.words for match in reason.matches]
        for reason in result.proposals["kind"].reasons
    }
    assert quoted["effort"] == ["called three times"]
    assert quoted["for_effect"] == [" How hard can it be?"]


def test_a_message_that_its_title_calls_a_suggestion_is_one_whatever_it_would_mend(starter):
    text = "这里的灯坏了很久，太差，一直没有修，问题很多。"

    assert triage(text, subject="关于小区路灯的建议", rules=starter).kind == "suggestion"
    assert triage(text, subject="小区路灯", rules=starter).kind == "complaint"


def test_praise_counts_less_before_a_turn_that_nothing_good_follows(starter):
    turned = triage("The app is pretty, but slow.", rules=starter).sentiment
    straight = triage("The app is pretty and slow.", rules=starter).sentiment

    assert turned.score < straight.score
