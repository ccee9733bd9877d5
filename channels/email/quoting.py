"""The new words of a reply: quoted mail below, above or between them taken away. Pure.

Every line gets a kind, then the kinds decide. Answers between quoted lines keep the quotes for
context; a forwarded mail and quoted-looking lines in a first mail are left alone. When nothing
would be left, everything is kept: hiding a complaint is worse than showing a quote.
"""

import re
from dataclasses import dataclass

from channels.email import limits
from channels.email.quoting_attribution import Attributions, names_writer, shared_line
from channels.email.quoting_blocks import (
    field_kind,
    header_block,
    is_forward,
    is_original_message,
    is_rule,
    looks_like_sender,
)
from channels.email.quoting_words import FORWARD_PREFIXES, REPLY_MARK
from channels.email.signatures import starts_signature

ODD_BLANKS = re.compile("&nbsp;|[\u00a0\u2007\u202f\u3000]")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
QUOTED = re.compile(r"^\s{0,3}>")
FORWARDED_SUBJECT = re.compile(
    rf"^\s*(?:\[[^\]]*\]\s*)*(?:{FORWARD_PREFIXES})\s*[:：]", re.IGNORECASE
)
WRAPPED = re.compile(r"^\s*(?:[a-zà-öø-ÿа-я]|[(<]?https?://)")
LONG_QUOTED_LINE = 50
TEXT, BLANK, QUOTE, INTRO, SIGNATURE = "teqag"


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is what is new; `is_cut` tells whether a quoted mail was taken away."""

    text: str
    is_cut: bool


def is_forwarded_subject(subject):
    return FORWARDED_SUBJECT.match(subject) is not None


def split_reply(text, is_forwarded=False):
    """The new words in `text`, which is a plain body or `html_to_text`'s output."""
    shown = _lines_of(text)
    lines = [INVISIBLE.sub("", ODD_BLANKS.sub(" ", line)) for line in shown]
    kinds, end = _classify(lines, is_forwarded)
    is_cut = end < len(lines)
    shown, lines, kinds = shown[:end], lines[:end], kinds[:end]
    _mark_signatures(lines, kinds)
    _mark_wrapped(lines, kinds)
    kept, has_dropped = _select(kinds)
    words = _tidy([shown[index] for index in kept], is_cut or has_dropped)
    if words:
        return Reply(words, is_cut or has_dropped)
    if INTRO in kinds and QUOTE in kinds:
        return Reply("", True)
    return Reply(_unquoted(text), False)


def _lines_of(text):
    lines: list[str] = []
    for line in text.split("\n")[: limits.MAX_REPLY_LINES]:
        parts = shared_line(line)
        lines.extend(parts or (line.rstrip("\r"),))
    return lines


def _classify(lines, is_forwarded):
    """([kind per line], where an unquoted mail starts or the number of lines)."""
    kinds = [TEXT] * len(lines)
    attributions = Attributions(lines)
    index, has_text = 0, False
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            kinds[index] = BLANK
        elif QUOTED.match(line) and not is_original_message(line):
            kinds[index] = QUOTE
        elif is_forward(line):
            break
        else:
            span, is_certain = _intro(lines, index, attributions, is_forwarded)
            above_quote = span and _next_is_quoted(lines, index + span)
            if span and above_quote:
                kinds[index : index + span] = [INTRO] * span
                index += span
                continue
            if span and is_certain and has_text:
                return kinds, _first_line_of_intro(lines, index)
            if span > 1 and is_certain:
                index += span
                continue
            has_text = has_text or not is_rule(line)
        index += 1
    return kinds, len(lines)


def _intro(lines, index, attributions, is_forwarded):
    """(lines, is certain) of what stands above a quoted mail and starts at `index`."""
    if is_forwarded:
        return 0, False
    if lines[index].startswith(REPLY_MARK):
        return 1, True
    if is_original_message(lines[index]):
        return 1, True
    span = header_block(lines, index)
    return (span, True) if span else attributions.at(index)


def _first_line_of_intro(lines, index):
    """One line earlier where what leads the fields is in words we don't know."""
    above = lines[index - 1]
    leads = looks_like_sender(above) or (above.startswith("--") and above.rstrip().endswith("--"))
    return index - 1 if leads and field_kind(lines[index])[0] else index


def _next_is_quoted(lines, index):
    for line in lines[index : index + 4]:
        if line.strip():
            return QUOTED.match(line) is not None
    return False


def _mark_signatures(lines, kinds):
    """From a signature's first line to the next quote or the end, but not in a forwarded mail."""
    index, over = 0, next((i for i, line in enumerate(lines) if is_forward(line)), len(lines))
    for end in [*(end for end in _run_ends(kinds) if end < over), over]:
        start = next((i for i in range(index, end) if _is_signature(lines, kinds, i, end)), end)
        kinds[start:end] = [SIGNATURE] * (end - start)
        index = end
        while index < len(kinds) and kinds[index] not in (TEXT, BLANK):
            index += 1


def _run_ends(kinds):
    """Where each run of words ends: the first quoted line behind it."""
    words = (TEXT, BLANK)
    return [i for i in range(1, len(kinds)) if kinds[i] not in words and kinds[i - 1] in words]


def _is_signature(lines, kinds, index, end):
    return kinds[index] == TEXT and starts_signature(lines, index, end)


def _mark_wrapped(lines, kinds):
    """A long quoted line that was broken leaves a stump without its mark."""
    for index in range(1, len(lines)):
        if kinds[index] != TEXT or kinds[index - 1] != QUOTE:
            continue
        if index + 1 < len(lines) and kinds[index + 1] == TEXT:
            continue
        if _is_stump(lines[index - 1], lines[index]):
            kinds[index] = QUOTE


def _is_stump(quoted, line):
    if quoted.endswith("="):  # quoted-printable that was never decoded
        return True
    if not WRAPPED.match(line):
        return False
    if line.lstrip(" (<").startswith("http"):
        return True
    return len(quoted) >= LONG_QUOTED_LINE and "://" not in quoted.split()[-1]


def _select(kinds):
    """(indexes to keep, was a quote dropped)."""
    quoted = [index for index, kind in enumerate(kinds) if kind in (QUOTE, INTRO)]
    if not quoted:
        return [i for i, kind in enumerate(kinds) if kind != SIGNATURE], False
    texts = [index for index, kind in enumerate(kinds) if kind == TEXT]
    last_text = texts[-1] if texts else -1
    if _is_interleaved(kinds, quoted, texts):
        return [i for i in range(last_text + 1) if kinds[i] != SIGNATURE], True
    first, last = quoted[0], quoted[-1]
    has_above, has_below = any(i < first for i in texts), last_text > last
    if has_above and has_below and INTRO not in kinds:
        return [i for i, kind in enumerate(kinds) if kind != SIGNATURE], False
    return [i for i, kind in enumerate(kinds) if kind in (TEXT, BLANK)], True


def _is_interleaved(kinds, quoted, texts):
    """An answer stands between two quoted lines."""
    first, last = quoted[0], max((i for i in quoted if kinds[i] == QUOTE), default=quoted[0])
    return any(first < index < last for index in texts)


def _tidy(lines, is_cut):
    """Without blank lines at both ends, nor the rule a client drew above the quote."""
    while lines and (not lines[-1].strip() or (is_cut and _leads_quote(lines[-1]))):
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).replace(REPLY_MARK, "").strip("\n").rstrip()


def _leads_quote(line):
    return is_rule(line) or names_writer(line)


def _unquoted(text):
    lines = text.replace(REPLY_MARK, "").split("\n")
    filled = [line for line in lines if line.strip()]
    if filled and all(QUOTED.match(line) for line in filled):
        lines = [re.sub(r"^\s{0,3}>\s?", "", line) for line in lines]
    return "\n".join(lines).strip()
