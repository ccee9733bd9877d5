"""The starter rules on danger: what must ring the bell at once, and what must not."""

import pytest

from tickets.triage import triage

DANGER = [
    "Smoke was coming out of the back of the dishwasher.",
    "There is a burning smell whenever I switch the kettle on",
    "The plug gave my wife an electric shock.",
    "My daughter had an allergic reaction after sleeping on the mattress.",
    "Two of us got food poisoning from the sandwiches in your café.",
    "Our child was injured when the chair collapsed.",
    "I think there's a gas leak since your fitter moved the hob",
    "The battery of the vacuum is swelling up and the case has split",
    "The lamp caught fire while we slept.",
    "He burned his hand on the door, second-degree burns.",
    "It exploded. Nobody came.",
    "the shelf fell and I ended up in the hospital because of it",
    "热水壶一插电就冒烟，屋里全是焦味",
    "洗衣机外壳漏电，我触电了",
    "孩子被烫伤了，手上起了水泡",
    "睡了一晚全身过敏起疹子",
    "吃了你们餐厅的三明治，一家人食物中毒",
    "燃气灶漏气，煤气味很大",
    "扫地机器人的电池鼓包了",
    "插座起火，墙都烧黑了",
    "老人在店里晕倒了，没有人管",
    "兒童椅斷了，孩子受傷流血",
    "玻璃门突然炸裂，碎片划伤了我的手",
    "半夜厕所的吊顶掉下来一块",
    "The fan smokes and it does not work. My son was hurt.",
]

HARMLESS = [
    "Luckily no one was hurt, but the box was wet.",
    "Nobody got injured, I just want a new shelf.",
    "I missed your fire sale, is there another one?",
    "This delay will kill my weekend plans.",
    "Explosive growth of your app, congratulations!",
    "The battery died after two hours.",
    "Your smoke detector is out of stock.",
    "He hurt my feelings, frankly.",
    "Not waiting is like adding insult to injury.",
    "There was no smoke and no burning smell, it just stopped.",
    "Is the living wage paid at your stores?",
    "幸好没有人受伤，只是地板湿了",
    "没有受伤，就是吓了一跳",
    "昨天在你们楼上吃火锅，停车费怎么算？",
    "这款台灯是爆款，什么时候补货",
    "笑死我了，客服太逗了",
    "气炸了，等了三天没人来",
    "这种料子不会过敏吧，我是过敏体质",
    "你们的新品火了，朋友都在问",
    "客厅的烟雾报警器怎么换电池",
    "信息爆炸的时代，希望广告少一点",
    "手机壳手感爆炸好",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_tier_one_at_once(starter, text):
    result = triage(text, rules=starter)

    assert "safety" in result.risk_flags
    assert (result.severity, result.tier) == (1, 1)


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_of_speech_and_denials_are_no_danger(starter, text):
    result = triage(text, rules=starter)

    assert "safety" not in result.risk_flags
    assert result.severity > 1


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Your machine leaked and we have water damage in the whole kitchen", "property"),
        ("Someone stole money from my account, 4,000 is gone", "property"),
        ("我的卡被盗刷了8000元", "property"),
        ("水管爆裂，楼下都被淹了", "property"),
        ("You will hear from my lawyer", "legal"),
        ("I am taking this to the ombudsman and the regulator", "legal"),
        ("再不处理我就打12315，找律师起诉你们", "legal"),
        ("I am a journalist and this is going viral", "media"),
        ("我会找记者曝光，发微博", "media"),
        ("Cancel my account, never again.", "churn"),
        ("再也不买你们家东西了，退订", "churn"),
    ],
)
def test_other_risks_are_flagged(starter, text, risk):
    assert risk in triage(text, rules=starter).risk_flags


def test_a_yes_to_the_forms_question_is_a_reason_of_its_own(starter):
    result = triage("The shelf came down.", rules=starter, hurt_or_danger=True)

    assert result.risk_flags == ("safety",)
    assert result.severity == 1
    assert result.proposals["risk.safety"].reasons[0].code == "answered_danger"


def test_a_no_to_the_forms_question_takes_nothing_away(starter):
    text = "热水壶冒烟了"
    asked = triage(text, rules=starter, hurt_or_danger=False)

    assert asked.risk_flags == triage(text, rules=starter).risk_flags == ("safety",)


def test_what_a_guard_voided_is_told(starter):
    result = triage("Luckily no one was hurt.", rules=starter)

    voided = result.voided[0]
    assert voided.code == "voided"
    assert [match.words for match in voided.matches] == ["was hurt"]
    assert voided.guards == ("no one",)


@pytest.mark.parametrize(
    "text", ["I was mugged and they have my phone.", "昨天在地铁上手机被偷了。"]
)
def test_a_robbery_is_a_loss_that_does_not_wait(starter, text):
    assert "property" in triage(text, rules=starter).risk_flags


def test_a_spark_plug_is_no_fire(starter):
    result = triage("火花塞换了六个小时。", rules=starter)

    assert result.risk_flags == ()
    assert result.category != "safety_fire_electric"
