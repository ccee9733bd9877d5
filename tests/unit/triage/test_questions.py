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
        ("What is this?!", 0.0),
        ("What is this?", 1.0),
        ("Rubbish!!??", 0.0),
        ("Did it!", 0.0),
        ("Did it arrive", 1.0),
        ("", 0.0),
        ("When I tried to pay, the money disappeared.", 0.0),
        ("when will my parcel come", 1.0),
        ("What a great idea!", 0.0),
        ("Please have your people call me.", 0.0),
        ("has the best staff in town", 0.0),
        ("which cards do you take", 1.0),
        ("我还能说什么", 0.0),
        ("书到现在还没见到呢", 0.0),
        ("我的额度呢", 1.0),
        ("东西很喜欢,快递也是无敌的快?早上下单晚上就到,给小哥点赞", 0.0),
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这么便宜又这么好吃，谁能不喜欢呢？非常满意", "praise"),
        ("My parcel is late once more and your shop is rude. Is that fine with you?", "complaint"),
        ("Tell me what the delivery to an island costs", "inquiry"),
        ("实在给不出好评，伤透了心", "complaint"),
        ("They are delaying the installation again.", "complaint"),
        ("Another standard reply, guys? You're terrible. Not even a name under it.", "complaint"),
        ("Why would I even think of buying here again?", "complaint"),
        ("裤子掉色，洗了几次还掉，希望改进", "complaint"),
        ("Was my payment declined?", "inquiry"),
    ],
)
def test_a_question_asked_for_effect_is_heard_by_its_mood(starter, text, kind):
    assert triage(text, rules=starter).kind == kind


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I have been on hold for an hour and nobody answers", "staff_no_answer"),
        ("前台的人没素质", "staff_rude"),
        ("Why is my payment still pending?", "billing_payment_failed"),
        ("衣服穿一次就开线，扣子也掉了", "product_quality"),
    ],
)
def test_the_category_is_named_by_common_words(starter, text, category):
    assert triage(text, rules=starter).category == category


def test_what_is_charged_at_a_socket_is_no_price(starter):
    text = "There is no outlet, so how can I charge my laptop at the table?"
    assert triage(text, rules=starter).category != "price_billing"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "用了一个多月，屏幕清楚，声音也大，家里老人看电视正合适，暂时没有发现什么地方需要修。很满意。",
            "praise",
        ),
        ("订餐的时候向前台询问过，服务员帮我找到了落下的围巾，非常感谢她们。", "praise"),
        ("What is the point of a hotline that nobody picks up?", "complaint"),
        ("这是什么质量？", "complaint"),
        ("Need to report a change of address.", "inquiry"),
        ("I have some questions about a delivery next month", "inquiry"),
        ("为啥我的账号登不上", "inquiry"),
        ("咨询老旧小区漏水维修的问题：屋顶漏水严重，可否自行改造顶棚？", "inquiry"),
        ("Question about the warranty: does it cover a broken hinge?", "inquiry"),
    ],
)
def test_a_question_word_counts_where_something_is_asked(starter, text, kind):
    assert triage(text, rules=starter).kind == kind
