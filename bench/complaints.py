"""What the measured customers write: of usual length, in both languages, for different triage."""

MATTERS = (
    "The kettle I bought last week leaks at the base. I called four times and nobody could tell me "
    "when a new one comes. I want a replacement or my money back.",
    "上周买的电水壶用了三天底座就开始漏水，打了四次电话都没有人给我一个说法。请换一台新的，或者退款。",
    "I was charged twice for order HH-20931. The second amount has been missing from my account "
    "for nine days and your chat closed on me in the middle of a sentence.",
    "同一个订单扣了两次款，客服说七个工作日退回，现在已经第十二天了，钱还没有到账。",
    "Your driver left the parcel in the rain in front of the wrong house. The lamp inside is wet "
    "and the box is torn. This is the third time that something is delivered to our neighbours.",
    "快递员没有打电话就把包裹放在小区门口，等我下班去拿的时候盒子已经被压坏了，里面的杯子碎了两个。",
    "Could you tell me whether the blue armchair comes back in stock before Christmas?",
    "请问会员积分年底会清零吗？在哪里可以查到还剩多少积分？",
    "It would help to see the opening hours of each store on the page of the store itself.",
    "建议在门店入口加一个存放雨伞的架子，下雨天地面很滑。",
    "Thank you to the lady at the repair desk in Pudong: she found the fault in five minutes.",
    "取暖器用了不到一个月，插头冒烟，孩子的手被烫到了，太危险了，要求你们马上处理并赔偿。",
)
