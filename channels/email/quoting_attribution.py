"""Attribution lines: "On Monday, Ana <ana@example.com> wrote:", in many languages. Pure.

Every pattern looks at no more than MAX_CHARS joined from at most MAX_LINES lines, so hostile text
costs a constant per line.
"""

import re

from channels.email.quoting_words import ATTRIBUTION_STARTS, WEEKDAYS, WROTE

MAX_LINES = 5
MAX_CHARS = 420
ENDS = re.compile(r"[:：]\W{0,3}$|-{2,}\W{0,3}$")
VERB = re.compile(
    rf"(?:(?<!\w)|(?<=[\u3000-\uffff\d]))(?:{WROTE})(?:\(a\)|\(а\))?(?!\w)|(?:写道|寫道|のメール|撰写|撰寫)",
    re.IGNORECASE,
)
VERB_LAST = re.compile(
    rf"(?:{WROTE})(?:\(a\)|\(а\))?\s*(?:[:：]|-{{2,}})?\W{{0,3}}$", re.IGNORECASE
)
EMAIL = re.compile(r"[^\s<>()\[\]\"']{1,80}@[^\s<>()\[\]\"',;:]{2,80}")
EMAIL_LAST = re.compile(r"@[^\s<>()]{2,80}[\s>)\]\"']*[:：]\W{0,3}$")
YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.h时點点]\s?\d{2}(?!\d)|\d\s?(?:[ap]\.?m\b|uhr|시)", re.IGNORECASE
)
START = re.compile(
    rf"^\W{{0,4}}(?:(?:{ATTRIBUTION_STARTS})(?:\s|(?=\d))|[-–]{{2,}}|\d|.{{1,40}}[于於]\s?\d{{4}}|(?:{WEEKDAYS})[^\s\d]{{0,8}}[\s\d,.])",
    re.IGNORECASE,
)
QUOTING = re.compile(r"^(?:quoting|zitat von|citando a?|citation de|cytowanie)\s.{2,120}:$", re.I)
SENT_FROM_WROTE = re.compile(r"@[^\s<>]{2,80}>?\s+wrote\s*:\s*$", re.IGNORECASE)
DASHED_WROTE = re.compile(rf"^\s*-{{2,}}\s?.{{1,200}}(?:{WROTE})\s*-{{2,}}\s*$", re.IGNORECASE)
DATED_SENDER = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{1,120}<[^<>\s]+@[^<>\s]+>\W{0,2}$")
SHARED_LINE = re.compile(
    r"^(.{1,400}?\S)(?:\s+|(?=-{2,}))"
    r"((?:-{2,}\s*)?On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{5,160}\bwrote:)\s*$"
)


def attribution(lines, start):
    """(how many lines, is it certain), else (0, False).

    An uncertain one counts only above quoted lines.
    """
    joined, found = "", (0, False)
    for count, line in enumerate(lines[start : start + MAX_LINES], 1):
        bare = line.strip()
        if not bare:
            if not joined or not _goes_on(lines, start + count):
                break
            continue
        if count > 1 and bare[:1] == ">" and not bare.startswith((">:", "> wrote", ">wrote")):
            break
        # A line that ends in "=" was broken by quoted-printable and never decoded.
        joined = joined[:-1] + bare if joined.endswith("=") else f"{joined} {bare}".strip()
        if len(joined) > MAX_CHARS or (count == 1 and not _may_start(joined)):
            break
        verdict = _judge(joined, count)
        if verdict:
            return count, True
        if verdict is False and not found[0]:
            found = (count, False)
    return found


def shared_line(line):
    """(text, attribution) when both stand on one line, else None."""
    if not line.rstrip().endswith("wrote:") or len(line) > 600:
        return None
    match = SHARED_LINE.match(line)
    return (match[1].rstrip("-"), match[2]) if match else None


def _goes_on(lines, index):
    return index < len(lines) and lines[index].lstrip()[:1] == "<"


def _may_start(line):
    return bool(any(map(str.isdigit, line)) or ENDS.search(line) or "@" in line or "<" in line)


def _judge(joined, count):
    """True: certain, False: only above quoted lines, None: no attribution (yet)."""
    if DASHED_WROTE.match(joined) or SENT_FROM_WROTE.search(joined):
        return True
    if QUOTING.match(joined):
        return False
    has_verb_last = bool(VERB_LAST.search(joined))
    ends = bool(ENDS.search(joined))
    if not (ends or has_verb_last):
        return False if count == 1 and DATED_SENDER.match(joined) else None
    has_verb = has_verb_last or bool(VERB.search(joined))
    if not (has_verb or EMAIL_LAST.search(joined)):
        return None
    if _is_dated(joined, has_verb):
        return True
    return False if ends and has_verb and len(joined) < 200 else None


def _is_dated(joined, has_verb):
    """A date beside an address, or beside a verb in a sentence that starts as clients start it."""
    has_date = bool(YEAR.search(joined))
    if EMAIL.search(joined):
        return has_date or bool(TIME.search(joined))
    return has_verb and has_date and bool(START.match(joined))
