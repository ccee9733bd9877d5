"""Signatures, phone taglines and list footers below a customer's words. Pure."""

import re

from channels.email.quoting_words import SENT_FROM

DELIMITER = re.compile(r"^--\s?$")
TAGLINE = re.compile(rf"^\W{{0,4}}(?:{SENT_FROM})(?P<rest>.*)$", re.IGNORECASE)
LINK = re.compile(r"<?(?:https?|mailto):[^\s>]*>?|\[[^\]]*\]")
SENTENCE = re.compile(r"[,;!?。，！？]|\.\s")
DEVICE = re.compile(r"smartphone|galaxy|iphone|ipad|android|blackberry|excuse|brevity|typos", re.I)
LIST_RULE = re.compile(r"^[_\-=*]{2,}\s*$")
LIST_FOOTER = re.compile(r"mailing list|mailman|邮件列表|unsubscribe", re.IGNORECASE)
# NetEase's mail program puts the writer's card into a table, told in plain text by bars.
CARD_BEGINS = re.compile(r"^\s*\|[\s|]*$")
CARD_ENDS = re.compile(r"^\W{0,4}签名由.{2,12}定制")
MAX_CARD_LINES = 12
MAX_SIGNATURE_LINES = 15
MAX_SIGNATURE_SPAN = 60
MAX_TAGLINE_CHARS = 60


def starts_signature(lines, index, end):
    """True when the words end above line `index`; `end` is where the next quote begins."""
    line = lines[index]
    if DELIMITER.match(line):
        if end - index > MAX_SIGNATURE_SPAN:
            return False
        below = [one for one in lines[index + 1 : end] if one.strip()]
        return len(below) <= MAX_SIGNATURE_LINES and (line == "-- " or lines.count(line) == 1)
    if LIST_RULE.match(line):
        return any(LIST_FOOTER.search(one) for one in lines[index + 1 : index + 3])
    return is_tagline(line) or _is_card(lines[index : min(end, index + MAX_CARD_LINES)])


def _is_card(lines):
    return bool(CARD_BEGINS.match(lines[0])) and any(CARD_ENDS.match(line) for line in lines)


def is_tagline(line):
    """ "Sent from my iPhone", but not "Sent from my desk, which is easier." """
    if len(line) > 300:
        return False
    match = TAGLINE.match(line)
    if match is None:
        return False
    bare, rest = LINK.sub("", line).strip(), LINK.sub("", match["rest"])
    is_sentence = SENTENCE.search(rest) and not DEVICE.search(rest)
    return len(bare) <= MAX_TAGLINE_CHARS and not is_sentence
