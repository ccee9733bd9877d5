"""Questions put for effect: “how hard is it to answer a mail?”, “难道就没人管吗”.

They expect no answer and say that something is wrong. Told by how they are built, not by their
subject: they doubt that somebody could do so, ask for what can't be named, or answer themselves.
"""

import re

PEOPLE = r"(?:you|they|anyone|anybody|people|a\s+company|your\s+\w+)(?:\s+(?:guys|people|all))?"
NOT = r"(?:can't|cant|won't|wont|don't|dont|didn't|didnt|doesn't|doesnt|haven't|hasn't|couldn't)"

HOW = (
    r"how\s+(?:hard|difficult)\s+(?:is|can|could|would)\b"
    r"|how\s+(?:is|was)\s+(?:it|this|that)\s+(?:even\s+)?(?:possible|ok|okay|acceptable|fair|legal|my)\b"
    rf"|how\s+(?:do|did|can|could)\s+{PEOPLE}\s+(?:\w+ly\s+)?"
    r"(?:lose|not|even|still|justify|forget|expect|treat|mess|screw|sleep|run|operate|have\s+no|refuse"
    r"|strand|leave)\b"
    r"|how\s+(?:can|could)\s+(?:your|an?)\s(?!.*\b(?:i|me|my)\b)|how\s+does\s+that\s+help"
    r"|how\s+comes?\s+(?:no\s*one|nobody|you|your|every|there|an?)\b|how\s+about\s+you\b"
    r"|how\s+(?:many|much)\s+(?:more\s+(?:times|\w+\s+do)|times\s+do\b|\w+\s+have\s+to)"
)
WHY = (
    r"why\s+(?:the\s+hell|on\s+earth|in\s+the\s+world|even|bother|must)\b"
    r"|why\s+(?:would|should)\s+(?:i|we|you|anyone)\b"
    rf"|why\s+{NOT}\s+{PEOPLE}\b"
    r"|why\s+(?:is|was)\s+(?:it\s+(?:so|that|always|taking)|every|no\s*one|nobody|there\s+no"
    r"|this\s+the|your)\b"
    r"|why\b[^?]*(?:\?\s*\?|!)|then\s+why\b"
    r"|why\s+(?:am\s+i|are\s+we)\s+(?:still|always|paying)\b"
    r"|why\s+(?:are|have|do)\s+you\s+(?:guys\b|so\b|still\b|always\b|not\b|never\b|keep\b|even\b"
    r"|insist\b|the\s+\w+est\b)"
)
WHAT = (
    r"what\s+(?:kind|sort)\s+of\s+(?:an?\s+)?(?:service|company|airline|business|people|place|hotel"
    r"|shop|bank|joke|customer)\b"
    r"|what\s+(?:the\s+(?:hell|heck|f\w*)|in\s+the\s+world|gives|took\s+so\s+long)\b"
    r"|what\s+(?:am\s+i|are\s+we|are\s+you\s+(?:guys\s+)?even)\s+(?:\w+\s+){0,2}(?:paying|for)\b"
    r"|what\s+(?:good|use)\s+is\b|what(?:'s|\s+is)\s+(?:wrong\s+with\s+you|the\s+(?:point|use)\b)"
    r"|(?:is|are)\s+(?:this|that|you)\s+(?:guys\s+)?(?:an?\s+joke|for\s+real|serious|kidding|even\b"
    r"|how\s+you)"
    r"|(?:do|did|does)\s+(?:you|they|anyone)\s+(?:guys\s+)?(?:even|actually|people|just\s+not)\b"
    r"|when\s+(?:will|are|do)\s+(?:you|they)\s+(?:guys\s+)?(?:ever|finally|going\s+to\s+(?:stop|start|fix))\b"
)
OUTCRY = (
    r"so\s+you(?:'re|\s+are)\s+saying\b|when\s+will\s+i\s+learn|who\s+thought\b"
    r"|expect\s+(?:some|any)(?:one|body)\s+to\s+care|thought\s+(?:you|y'all|this)\b"
    r"|\b(?:seriously|really|huh|srsly|again|wtf)\s*\?|\?!|!\?|\b(?:wtf|smh)\b"
)

ZH = (
    r"难道|岂不|岂能|凭什么|凭啥|何在|还有没有|有没有(?:搞错|天理|王法|良心|人管)"
    r"|怎么(?:能(?!用|开|使)|可以(?:这样|这么|不)|好意思|这么|那么|会这样|就没|就不)|为(?:什么|何|啥)(?:还|总|老|迟迟|这么|那么|不能及时)"
    r"|咋(?:这么|那么|还)|什么(?:玩意|态度|质量|服务|破|垃圾|世道)"
    r"|(?:合理|公平|合适|合情理|合乎情理|正常|应该|像话|厚道|至于|讲理|诚信)的?[吗么]"
    r"|(?:就这|这也|这还|这就|这都|都这|这是什么|那还|也能|能有)[^?]{0,16}(?:[吗么呢样]|\?)"
    r"|不是说[^?]{0,24}[吗么]|谁(?:来管|之过|还敢|敢|来负责|来保障)|[没有]人管[吗么呢]|管不管|走着|开玩笑|摆设|活该"
    r"|(?:这样|这样子)[^?]{0,10}好吗|让我(?:说|怎么)|什么情况(?!下)|不带这样|真的好吗"
    r"|所谓的?[^?]{1,12}[?]|是不是[^?]{0,6}(?:欺|骗|坑|二手|翻新|次品)|到底(?:什么时候|有没有|能不能|怎么回事|谁|管)"
)
REDRESS = re.compile(
    r"\bwhat\s+(?:now|next|(?:should|can|do)\s+i\s+do|are\s+you\s+going\s+to|will\s+you\s+do)\b"
    r"|\b(?:can|could|will|would)\s+(?:you|anyone|anybody|someone|somebody)\s+(?:please\s+)?(?:\w+\s+)?"
    r"(?:help|fix|refund|replace|repair|resolve|explain|sort|look\s+into|compensate|respond|care)\b"
    r"|\bwhen\s+(?:will|are|is|can)\s+(?:i|we|you|it|this|that|someone|anyone)\b"
    r"|\bwhere(?:'s|\s+is|\s+are)\s+my\b|\bany\s+(?:chance|help|update|news)\b"
    r"|怎么(?:处理|办|解决|退|换|赔|申请售后|回事|搞)|如何(?:处理|解决|赔偿|退)|咋办|咋回事"
    r"|[能可](?:不能|以|否)?(?:给我|给)?(?:退|换|赔|补|修|解决|处理)|怎么还|什么时候(?:能|才|可以|到|发|修|退|处理|解决)"
    r"|何时(?:能|才|可以)|有人(?:管|处理)|什么办法|怎么(?:没|不|只|被|就)|为(?:什么|何|啥)"
)
"""Questions by which one who has told of trouble asks to have it put right."""
FOR_EFFECT = re.compile("|".join((HOW, WHY, WHAT, OUTCRY, ZH)))


def is_for_effect(question: str) -> bool:
    """Does a folded sentence that asks expect no answer?"""
    return FOR_EFFECT.search(question) is not None


def is_for_redress(question: str) -> bool:
    """Does it ask to put right what was told of before?"""
    return REDRESS.search(question) is not None
