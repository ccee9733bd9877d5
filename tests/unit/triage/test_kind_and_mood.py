import pytest

from tickets.triage import triage
from tickets.triage.language import detect_language
from tickets.triage.sentiment import detect_sentiment
from tickets.triage.text import prepare


@pytest.mark.parametrize(
    ("text", "code", "mixed"),
    [
        ("The door does not close.", "en", False),
        ("冰箱门关不上", "zh-hans", False),
        ("我的 Lumen 60 坏了，error code E4 一直在闪", "zh-hans", True),
        ("I bought the 冰箱 yesterday and it leaks", "en", False),
        ("App crashes on 登录 page every time 打不开", "en", True),
    ],
)
def test_language_goes_by_share_of_script(text, code, mixed):
    language = detect_language(prepare(text))

    assert (language.code, language.is_mixed) == (code, mixed)


def test_without_words_the_sites_language_is_taken():
    assert detect_language(prepare("12315 !!"), default="zh-hans").code == "zh-hans"
    assert detect_language(prepare("?"), default="").confidence == 0


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Wonderful service, thank you", "positive"),
        ("Not good at all", "negative"),
        ("I am not unhappy", "positive"),
        ("Nice colour, but the leg broke and nobody answers", "negative"),
        ("My order number is 4711", "neutral"),
        ("服务很好，非常满意", "positive"),
        ("一点也不好用，太失望了", "negative"),
        ("快递还没送到，客服也不理", "negative"),
        ("请寄到公司地址", "neutral"),
        ("並不滿意", "negative"),
        ("态度特别不好", "negative"),
        ("个别店员特别好", "positive"),
        ("别再骗人了", "negative"),
        ("这衣服好丑", "negative"),
        ("没有想象中的好", "negative"),
        ("没有照片好看", "negative"),
        ("不如上次买的新鲜", "negative"),
        ("没有异味，很好", "positive"),
        ("没有一处破损，包装很好", "positive"),
        ("The chair came today 😍", "positive"),
        ("等了三天 😡😡😡", "negative"),
        ("See http://harbour.example/d for the list", "neutral"),
        ("My parcel is where?? :(", "negative"),
        ("Please send me the manual. Thanks!", "neutral"),
        ("Thanks for the manual, it helped!", "positive"),
        ("望尽快处理，谢谢！", "neutral"),
        ("这灯好暗，好卡", "negative"),
        ("Thanks for losing my order, way to go", "negative"),
    ],
)
def test_mood_by_words_denials_and_turns(text, polarity):
    assert detect_sentiment(prepare(text)).polarity == polarity


def test_a_row_of_signs_is_one_cry():
    once, often = (detect_sentiment(prepare(text)).score for text in ("😡", "😡😡😡😡"))

    assert once == often < 0


def test_words_that_only_cover_others_are_no_reason():
    assert detect_sentiment(prepare("导航卡和内存卡")).reasons == ()


def test_stars_decide_where_words_say_little():
    assert detect_sentiment(prepare("ok"), rating=1).polarity == "negative"
    assert detect_sentiment(prepare("ok"), rating=5).polarity == "positive"
    assert detect_sentiment(prepare("ok"), rating=3).polarity == "neutral"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I was charged twice and nobody answers my mails.", "complaint"),
        ("It would be nice if the app had a dark mode.", "suggestion"),
        ("How do I change my delivery date?", "inquiry"),
        ("I do not know where my transfer is.", "inquiry"),
        ("There is a payment that I don't recognize.", "complaint"),
        ("打开就感觉不对，是不是假货啊", "complaint"),
        ("房间又脏又吵，一晚没睡好，老鼠乱窜，太差了。建议赶紧整顿。", "complaint"),
        ("建议增设直达公交。现在换乘很不方便，又慢又挤。", "suggestion"),
        ("质量很好，穿着很舒服，也不掉色，都不用熨。", "praise"),
        ("Please thank the fitter, he did a great job!", "praise"),
        ("Order 4711", "other"),
        ("我要投诉，送货师傅态度恶劣", "complaint"),
        ("建议增加周末送货", "suggestion"),
        ("请问门店几点关门？", "inquiry"),
        ("表扬王师傅，安装又快又好，非常满意", "praise"),
    ],
)
def test_kind(starter, text, kind):
    assert triage(text, rules=starter).kind == kind


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("You charged me twice for the same order", "billing_overcharged"),
        ("Where is my refund?", "refund_missing"),
        ("The app crashes when I open it", "app_fault"),
        ("退款没到账，已经两周了", "refund_missing"),
        ("快递员把包裹弄丢了", "delivery_lost"),
        ("忘记密码，收不到验证码", "account_login"),
        ("物业发来的骚扰短信太多了", "marketing_unwanted"),
        ("酒店房间里有浓烈的甲醛味道", "safety_chemical"),
        ("房间里有老鼠，地毯也很脏", "store_cleanliness"),
        ("Someone used my card to buy things", "billing_unauthorised"),
    ],
)
def test_category(starter, text, category):
    assert triage(text, rules=starter).category == category


def test_nothing_known_leaves_the_category_to_a_person(starter):
    assert triage("Hello there", rules=starter).category == ""


def test_a_word_of_haste_in_thanks_hurries_nobody(starter):
    thanks = triage("昨天下单今天就送到了，非常满意，快递小哥还提醒我尽快收货", rules=starter)
    hurry = triage("冰箱坏了，请尽快处理", rules=starter)

    assert (thanks.kind, thanks.urgency) == ("praise", 4)
    assert hurry.urgency == 2


def test_a_furious_complaint_is_more_severe_than_a_mild_one(starter):
    mild = triage("The delivery was a little late.", rules=starter)
    furious = triage("Worst service ever, terrible, disgusting, I am furious.", rules=starter)

    assert mild.kind == furious.kind == "complaint"
    assert furious.severity < mild.severity


def test_a_bitter_story_is_serious_and_bitter_words_alone_are_not(starter):
    words = "货不对板，很糟糕，垃圾。"
    story = (
        "八月交了全款订的柜子，说是四周安装，到今天一直没有装。店里推给工厂，工厂推给店里，太差了。"
        "我请了三天假在家等，没有人来，也没有电话。定金不给退，货也不给发，很糟糕，非常失望。"
    )

    assert triage(words, rules=starter).kind == "complaint"
    assert (triage(words, rules=starter).severity, triage(story, rules=starter).severity) == (3, 2)


def test_praise_and_questions_are_least_severe(starter):
    for text in ("Great service, thank you so much!", "请问怎么开发票？"):
        result = triage(text, rules=starter)
        assert (result.severity, result.urgency, result.scope, result.tier) == (4, 4, 4, 4)
