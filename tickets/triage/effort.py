"""What a matter has cost the customer already: waiting, days beyond the promised one, contacts.

“Took forty minutes to reach a person”, “催了三次”: calm reports that no word list can hold, since
they are made of numbers.
"""

import re

from .text import PreparedText

SEVERAL = (
    r"(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|several|many|multiple|countless"
    r"|numerous|forty|fifty|thirty|twenty)"
)
LENGTH = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?)"
ENGLISH = re.compile(
    rf"\b(?:took|taken|takes)\s+(?:\w+\s+){{0,3}}?{SEVERAL}\s+{LENGTH}\s+(?:to|for|and|just)\b"
    rf"|\b(?:waited|waiting|wait|hold|delayed|sitting\s+here|stuck)\s+(?:\w+\s+){{0,3}}?{SEVERAL}"
    rf"\s*\+?\s*{LENGTH}\b"
    rf"|\b{SEVERAL}\s*\+?\s*{LENGTH}\s+(?:and\s+counting|overdue|late|and\s+(?:no|nothing|still)"
    r"|without|with\s+no|on\s+hold|of\s+waiting|of\s+silence)\b"
    rf"|\b{SEVERAL}\s+(?:different\s+|separate\s+)?(?:calls|phone\s+calls|e?-?mails|letters|attempts"
    r"|reminders|complaints|technicians|reps|representatives|people\s+(?:now|already|so\s+far))\b"
    rf"|\b(?:called|phoned|rang|emailed|mailed|written|wrote|asked|explained\s+\w+\s+to|told|spoken\s+to"
    rf"|reported\s+\w+|complained)\s+(?:\w+\s+){{0,2}}?{SEVERAL}\s+(?:\w+\s+)?(?:times|people|agents)\b"
    r"|\b(?:third|fourth|fifth|sixth|[3-9]th|3rd)\s+(?:\w+\s+)?(?:time\s+(?:i|we|this)|call|e?-?mail"
    r"|attempt|delivery\s+date|appointment|visit|replacement|reminder)\b"
)
MANY_ZH = r"(?:快|近|将近|整整|足足|大概|差不多|都|好|了)*[0-9一二两三四五六七八九十几多半数无]+"
CHINESE = re.compile(
    rf"(?:[等拖催跑耗]|打电话|打过|打|找|反映|投诉|联系|维修|报修|修|更换|叫|问)了?{MANY_ZH}"
    r"(?:个?多?(?:次|遍|趟|回|天|周|星期|礼拜|月|年|小时|钟头|分钟|上午|下午|晚上)|天(?!内))"
    rf"|第[三四五六七八九十0-9]+(?:次|天|个?月|周|回|遍)(?:了|还|都|来|打|找|催)"
    r"|(?:多次|几次|再三|反复|三番)[^,，。!?]{0,4}(?:催|反映|投诉|联系|打电话|沟通|维修|要求|协商)"
    r"|(?:一直|至今|迟迟|到现在|仍然?)(?:没有?|未|不)(?:人|任何|给|见|发|到|收|处理|解决|回|退|修|通|能|联系|答复)"
)


def find_effort(text: PreparedText) -> list[tuple[int, int]]:
    """The half-open spans of the folded text that tell of waiting or asking again."""
    pattern = CHINESE if text.has_han else ENGLISH
    return [match.span() for match in pattern.finditer(text.folded)]
