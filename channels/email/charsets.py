"""Bytes to text when the label is wrong, missing or unknown. Pure; never raises.

Order of trust: a label that decodes strictly and plausibly, then UTF-8, then the Chinese encodings,
then Windows-1252, which gives a character for nearly every byte.
"""

import codecs
import re

# A label is read as the superset that senders really use under it.
SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gb-18030": "gb18030",
    "hz-gb-2312": "hz",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "cp950",
    "big-5": "cp950",
    "x-big5": "cp950",
    "cn-big5": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "ansi_x3.110-1983": "cp1252",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
# Labels that say nothing about the bytes above 127.
EMPTY_LABELS = {
    "",
    "ascii",
    "us-ascii",
    "default",
    "default_charset",
    "unknown",
    "unknown-8bit",
    "x-unknown",
    "x-user-defined",
    "iso-8859-8bit",
    "8bit",
    "binary",
    "none",
    "ansi_x3.4-1968",
}
# Python codecs that are no charset of mail.
NO_CHARSETS = {
    "unicode-escape",
    "raw-unicode-escape",
    "idna",
    "punycode",
    "undefined",
    "mbcs",
    "oem",
}
FALLBACKS = {"cp950": ("big5hkscs",), "cp932": ("shift_jisx0213", "euc_jp"), "cp949": ("euc_kr",)}
HIGH = re.compile(rb"[\x80-\xff]")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
GB_COMMON_PAIR = re.compile(rb"[\xa1-\xa3\xa8\xb0-\xd7][\xa1-\xfe]")
BIG5_COMMON_PAIR = re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
LONE_SURROGATES = re.compile("[\ud800-\udfff]")
ISO_2022 = (
    (b"\x1b$B", "iso2022_jp_ext"),
    (b"\x1b$@", "iso2022_jp_ext"),
    (b"\x1b$)C", "iso2022_kr"),
)
SAMPLE_BYTES = 64 * 1024


def canonical(label):
    """The codec name behind a charset label, or "" when it is empty or unknown."""
    name = str(label or "").strip().strip("\"'").split("*")[0].strip().lower()
    if name in EMPTY_LABELS:
        return ""
    name = SUPERSETS.get(name, name)
    for candidate in (
        name,
        name.replace("_", "-"),
        name.removeprefix("x-"),
        name.replace("cp-", "cp"),
    ):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        if info.name in NO_CHARSETS or not info._is_text_encoding:
            return ""
        return SUPERSETS.get(info.name, info.name)
    return ""


def decode(data, label=""):
    """(text, codec): the text of `data`, and the codec that gave it."""
    codec = canonical(label)
    if not HIGH.search(data):
        text, codec = _decode_seven_bit(data, codec)
        return LONE_SURROGATES.sub("\ufffd", text) if codec == "utf-7" else text, codec
    if codec and _is_plausible(data, codec):
        text = _strict(data, codec)
        if text is not None:
            return text, codec
    for fallback in FALLBACKS.get(codec, ()):
        text = _strict(data, fallback)
        if text is not None:
            return text, fallback
    return _decode_against_label(data, codec)


def guess(data):
    """(text, codec) for bytes without a label."""
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    codec = _guess_legacy(data[:SAMPLE_BYTES])
    return data.decode(codec, "replace"), codec


def _decode_seven_bit(data, codec):
    if b"\x1b$" in data:
        for mark, name in ISO_2022:
            if mark in data and not codec.startswith("iso2022"):
                return data.decode(name, "replace"), name
    codec = codec or "ascii"
    return data.decode(codec, "replace"), codec


def _decode_against_label(data, codec):
    """The label is empty, or the bytes aren't what it says."""
    text, guessed = guess(data)
    if not codec or guessed in ("utf-8", "gb18030") or codec == "cp1252":
        return text, guessed
    labelled = data.decode(codec, "replace")
    if labelled.count("�") > max(3, len(labelled) // 20):
        return text, guessed
    return labelled, codec


def _strict(data, codec):
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_plausible(data, codec):
    """False where a forgiving codec would read another encoding's bytes as nonsense."""
    if codec == "utf-8":
        return True
    sample = data[:SAMPLE_BYTES]
    if codec in ("gb18030", "cp950", "cp1252") and _strict(data, "utf-8") is not None:
        return codec == "cp950" and len(HIGH_RUN.findall(sample)) < 2
    if codec == "cp1252":
        return not _looks_gb2312(sample, least_pairs=4)
    return True


def _guess_legacy(sample):
    if _looks_gb2312(sample, least_pairs=1):
        return "gb18030"
    high = len(HIGH.findall(sample))
    big5 = sum(1 for _ in BIG5_COMMON_PAIR.finditer(sample))
    if (
        _is_mostly_strict(sample, "cp950")
        and big5 * 2 >= high
        and _has_pairs_with_low_trail(sample)
    ):
        return "cp950"
    if _is_mostly_strict(sample, "gb18030") and len(GB_COMMON_PAIR.findall(sample)) * 4 >= high:
        return "gb18030"
    return "cp1252"


def _looks_gb2312(sample, least_pairs):
    """True when nearly all high bytes pair up as frequent GB2312 characters."""
    runs = HIGH_RUN.findall(sample)
    high = sum(map(len, runs))
    pairs = sum(len(GB_COMMON_PAIR.findall(run)) for run in runs if len(run) % 2 == 0)
    return pairs >= least_pairs and pairs * 2 >= high * 0.85


def _has_pairs_with_low_trail(sample):
    return bool(re.search(rb"[\xa4-\xc6][\x40-\x7e]", sample))


def _is_mostly_strict(sample, codec):
    """Like strict decoding, but a character cut at the end of the sample is forgiven."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        decoder.decode(sample)
    except UnicodeError:
        return False
    return True
