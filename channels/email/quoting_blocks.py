"""Where a quoted mail starts: "-----Original Message-----" lines and header blocks. Pure."""

import re

from channels.email.quoting_words import (
    ANSWER_ABOVE,
    FIELD_LABELS,
    FORWARDED_MESSAGE,
    ORIGINAL_MESSAGE,
)

LABEL = re.compile(r"^[\s>*_|\-]{0,12}([^\W\d_][^:：<>@]{0,24}?)[\s*_]*[:：](.*)$")
INNER_LABEL = re.compile(r"([^\W\d_]{1,20})\s?[:：]")
KIND_OF = {
    word.removesuffix(":"): kind for kind, words in FIELD_LABELS.items() for word in words.split()
}
HAS_DATE = re.compile(r"\d{1,4}\s?[-/.年月:h]\s?\d|\d{4}|\d\s?[年月日]")
DASHED = re.compile(
    rf"^[\s>]*[-_=*—–]{{2,}}\s*(?:{ORIGINAL_MESSAGE})\s*:?\s*(?:[-_=*—–]{{2,}})?[\s>]*$",
    re.IGNORECASE,
)
BARE_ORIGINAL = re.compile(
    rf"^\s*\W{{0,3}}(?:{ORIGINAL_MESSAGE})\s*[-_=*—–:：]{{1,}}[\s>]*$", re.IGNORECASE
)
ABOVE_LINE = re.compile(rf"^[\W_]{{1,30}}(?:please )?(?:{ANSWER_ABOVE})", re.IGNORECASE)
GROUPWISE = re.compile(r"^>>> .{3,120} \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.{0,20} >>>\s*$")
FORWARD = re.compile(rf"^[\s>]*[-_=*—–]*\s*(?:{FORWARDED_MESSAGE})\b.{{0,60}}$", re.IGNORECASE)
FORWARD_ENDS = re.compile(r"[-_=*—–:：]\s*$")
RULE = re.compile(r"^[\s>]*[-_=*—–]{2,}[\s>]*$")
MAX_BLOCK_LINES = 24
MAX_CONTINUATION_LINES = 6


def is_original_message(line):
    """A separator line above a quoted mail."""
    if len(line) > 120:
        return False
    return bool(DASHED.match(line) or ABOVE_LINE.match(line) or GROUPWISE.match(line))


def is_forward(line):
    """A separator line above a forwarded mail."""
    return len(line) <= 120 and bool(FORWARD.match(line)) and bool(FORWARD_ENDS.search(line))


def is_rule(line):
    return bool(RULE.match(line))


def field_kind(line):
    """(kind, value) of a quoted header line, else (None, "")."""
    match = LABEL.match(line[:300])
    if match is None:
        return None, ""
    label = re.sub(r"[\s*_]+", "", match[1]).lower()
    return KIND_OF.get(label), match[2]


def looks_like_sender(line):
    """A field of whatever name that holds an address: "Nork: Ana <ana@example.com>"."""
    match = LABEL.match(line[:300])
    return match is not None and "@" in match[2]


def header_block(lines, start):
    """How many lines from `start` on are a quoted mail's header block; 0 when they aren't one.

    Three fields of which one holds a date or an address, or two that both do: fields a customer
    fills in ("发件人：匿名") are text.
    """
    kind, value = field_kind(lines[start])
    if kind in (None, "cc"):
        return 0
    if kind == "from" and _is_one_line_block(value):
        return 1
    kinds: dict[str, int] = {}
    strong: set[str] = set()
    last, loose = start, 0
    for index in range(start, min(len(lines), start + MAX_BLOCK_LINES)):
        line = lines[index]
        kind, value = field_kind(line)
        if kind:
            kinds.setdefault(kind, index)
            last, loose = index, 0
            strong |= _strength(kind, value)
        elif not line.strip():
            if len(kinds) > 1 and not _is_field(lines, index + 1):
                break
            loose += 1
        elif line.lstrip().startswith(">") or loose >= MAX_CONTINUATION_LINES:
            break
        else:
            loose += 1
            strong |= _strength_of_continuation(kinds, line)
    if not _is_block(kinds, strong):
        return 0
    return last - start + 1 + _continuations(lines, last)


def _is_one_line_block(value):
    """ "Ana <a@b.c> Sent: Monday To: Otto Subject: Hi": fields that lost their line ends."""
    kinds = {KIND_OF.get(word.lower()) for word in INNER_LABEL.findall(value[:600])}
    return {"sent", "to", "subject"} <= kinds


def _is_field(lines, index):
    return index < len(lines) and field_kind(lines[index])[0] is not None


def _strength(kind, value):
    if kind == "sent" and HAS_DATE.search(value):
        return {"sent"}
    return {kind} if kind in ("from", "to", "cc") and "@" in value else set()


def _strength_of_continuation(kinds, line):
    return {"from"} if "from" in kinds and "@" in line else set()


def _is_block(kinds, strong):
    if not ("from" in kinds or "sent" in kinds):
        return False
    counted = len(kinds.keys() - {"cc"})
    if counted >= 4:
        return True
    return (counted == 3 and bool(strong)) or (
        counted == 2 and len(strong & {"from", "to", "sent"}) == 2
    )


def _continuations(lines, last):
    """Folded lines of the last field, up to the blank line after the block."""
    kind, _ = field_kind(lines[last])
    if kind not in ("to", "cc"):
        return 0
    count = 0
    for line in lines[last + 1 : last + 1 + MAX_CONTINUATION_LINES]:
        if "@" not in line:
            break
        count += 1
    return count
