"""Attribution lines: "On Monday, Ana <ana@example.com> wrote:", in many languages. Pure.

Every pattern looks at no more than MAX_CHARS joined from at most MAX_LINES lines, so hostile text
costs a constant per line.
"""

import re

from channels.email.quoting_words import ATTRIBUTION_STARTS, WEEKDAYS, WROTE

MAX_LINES = 5
MAX_CHARS = 420
TAIL_CHARS = 16
MAX_JUDGED = 1_000
ENDS = re.compile(r"[:：]\W{0,3}$|-{2,}\W{0,3}$")
VERB = re.compile(
    rf"(?:(?<!\w)|(?<=[\u3000-\uffff\d]))(?:{WROTE})(?:\(a\)|\(а\))?(?!\w)|(?:写道|寫道|のメール|撰写|撰寫)",
    re.IGNORECASE,
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
WORD_START = re.compile(
    rf"^\W{{0,4}}(?:(?:{ATTRIBUTION_STARTS})(?:\s|(?=\d))|(?:{WEEKDAYS})[^\s\d]{{0,8}}[\s\d,.])",
    re.IGNORECASE,
)
FULL_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
BARE_WROTE = re.compile(rf"\w\s(?:{WROTE})\s?[:：]\s*$", re.IGNORECASE)
SENT_FROM_WROTE = re.compile(r"@[^\s<>]{2,80}>?\s+wrote\s*:\s*$", re.IGNORECASE)
DASHED_WROTE = re.compile(rf"^\s*-{{2,}}\s?.{{1,200}}(?:{WROTE})\s*-{{2,}}\s*$", re.IGNORECASE)
DATED_SENDER = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{1,120}<[^<>\s]+@[^<>\s]+>\W{0,2}$")
SHARED_LINE = re.compile(
    r"^(.{1,400}?\S)(?:\s+|(?=-{2,}))"
    r"((?:-{2,}\s*)?On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{5,160}\bwrote:)\s*$"
)


class Attributions:
    """Finds attributions in one mail's lines; how many sentences it judges is limited."""

    def __init__(self, lines):
        self.lines = lines
        self.left = MAX_JUDGED

    def at(self, start):
        """(how many lines, is it certain), else (0, False).

        An uncertain one counts only above quoted lines.
        """
        found = (0, False)
        for count, joined in _joined_lines(self.lines, start):
            if not (ENDS.search(joined[-TAIL_CHARS:]) or joined.endswith("wrote")):
                if count == 1 and DATED_SENDER.match(joined):
                    found = (1, False)
                continue
            verdict = self._judge(joined)
            if verdict is None or (count > 1 and self._starts_later(start, joined)):
                continue
            if verdict:
                return count, True
            if not found[0] and (count == 1 or START.match(joined)):
                found = (count, False)
        return found

    def _judge(self, joined):
        self.left -= 1
        return _judge(joined) if self.left >= 0 else None

    def _starts_later(self, start, joined):
        """The first line is the customer's; the attribution starts below it."""
        first = self.lines[start].strip()
        if "@" in first:
            return False
        rest = joined[len(first) :].strip()
        is_start = WORD_START.match(rest) and YEAR.search(rest[:40])
        return bool(is_start or FULL_DATE.match(rest))


def shared_line(line):
    """(text, attribution) when both stand on one line, else None."""
    if not line.rstrip().endswith("wrote:") or len(line) > 600:
        return None
    match = SHARED_LINE.match(line)
    return (match[1].rstrip("-"), match[2]) if match else None


def _joined_lines(lines, start):
    """(count, text) of the line and of up to MAX_LINES joined to one."""
    joined = ""
    for count, line in enumerate(lines[start : start + MAX_LINES], 1):
        bare = line.strip()
        if not bare:
            if not _goes_on(lines, start + count):
                return
            continue
        if count > 1 and bare[:1] == ">" and not bare.startswith((">:", "> wrote", ">wrote")):
            return
        # A line that ends in "=" was broken by quoted-printable and never decoded.
        joined = joined[:-1] + bare if joined.endswith("=") else f"{joined} {bare}".strip()
        if len(joined) > MAX_CHARS or (count == 1 and not _may_start(joined)):
            return
        yield count, joined


def _goes_on(lines, index):
    return index < len(lines) and lines[index].lstrip()[:1] == "<"


def _may_start(line):
    return bool(any(map(str.isdigit, line)) or ENDS.search(line) or "@" in line or "<" in line)


def _judge(joined):
    """True: certain, False: only above quoted lines, None: no attribution (yet)."""
    if DASHED_WROTE.match(joined) or SENT_FROM_WROTE.search(joined[-140:]):
        return True
    if QUOTING.match(joined):
        return False
    has_verb = bool(VERB.search(joined))
    if not (has_verb or EMAIL_LAST.search(joined)):
        return None
    if _is_dated(joined, has_verb):
        return True
    is_likely = has_verb and not joined.endswith("wrote") and len(joined) < 200
    return False if is_likely and _has_date_or_address(joined) else None


def names_writer(line):
    """ "Ana Ray wrote:" without a date: part of the quote only when that is the mail's end."""
    return len(line) < 80 and bool(BARE_WROTE.search(line))


def _has_date_or_address(joined):
    return any(pattern.search(joined) for pattern in (YEAR, TIME, EMAIL))


def _is_dated(joined, has_verb):
    """A date beside an address, or beside a verb in a sentence that starts as clients start it."""
    has_date = bool(YEAR.search(joined))
    if EMAIL.search(joined):
        return has_date or bool(TIME.search(joined))
    return has_verb and has_date and bool(START.match(joined))
