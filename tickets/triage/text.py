"""Text made ready for matching, with a way back to the customer's own characters.

Matching happens on a folded copy (full-width forms, case, common traditional characters); reasons
quote the original, so every folded position maps back to an original one.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .proposal import Match

READ_AT_MOST = 20_000
"""Characters looked at. Longer texts are pasted logs; their first pages say what they are about."""

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:'[a-z]+)*")
SENTENCE_END = re.compile(r"[.!?;。\n]")

# Only characters that occur in complaint words; a full conversion would need a dictionary.
TRADITIONAL = (
    "傷伤 燒烧 煙烟 電电 觸触 燙烫 過过 氣气 爐炉 殺杀 醫医 療疗 藥药 嬰婴 兒儿 "
    "爺爷 媽妈 頭头 臉脸 員员 務务 態态 辦办 處处 經经 問问 題题 質质 壞坏 損损 "
    "變变 臟脏 髒脏 蟲虫 異异 黴霉 發发 貨货 運运 遲迟 遞递 達达 裝装 錯错 誤误 "
    "丟丢 單单 號号 簽签 個个 們们 這这 還还 沒没 無无 來来 錢钱 費费 價价 貴贵 "
    "漲涨 賬账 帳账 補补 賠赔 償偿 換换 維维 護护 買买 賣卖 購购 優优 騙骗 詐诈 "
    "盜盗 竊窃 賊贼 訴诉 訟讼 師师 記记 報报 體体 網网 絡络 絕绝 對对 為为 麼么 "
    "請请 謝谢 讚赞 贊赞 議议 詢询 應应 該该 當当 會会 說说 話话 語语 聽听 樣样 "
    "點点 時时 間间 開开 關关 門门 車车 產产 廠厂 機机 燈灯 牆墙 鎖锁 滅灭 險险 "
    "緊紧 許许 滿满 愛爱 歡欢 樂乐 難难 煩烦 憤愤 譴谴 責责 從从 後后 裡里 裏里 "
    "總总 線线 聯联 繫系 係系 認认 證证 據据 隱隐 洩泄 碼码 戶户 餘余 額额 積积 "
    "廣广 傳传 虛虚 實实 際际 與与 並并 雖虽 則则 終终 東东 壓压 濕湿 淨净 屜屉 "
    "櫃柜 廚厨 飯饭 麵面 雞鸡 魚鱼 溫温 熱热 凍冻 涼凉 聲声 響响 動动 轉转 靈灵 "
    "閃闪 讓让 給给 誰谁 幾几 塊块 檢检 驗验 測测 標标 準准 級级 "
)


def _folding_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {0x3000: " ", ord("’"): "'", ord("‘"): "'", ord("ʼ"): "'"}
    return table | {ord(pair[0]): pair[1] for pair in TRADITIONAL.split()}


FOLDING = _folding_table()

LONG_STORY, LONG_STORY_HAN = 400, 160
"""Characters from which on a text tells a story, and much is said in passing."""


class Word(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class PreparedText:
    """Subject and text in one: `original` as written, `folded` for matching.

    `body_starts` is where the text begins after the subject. `origin` maps folded positions to
    original ones; None while both are the same.
    """

    original: str
    folded: str
    body_starts: int = 0
    origin: tuple[int, ...] | None = None

    @cached_property
    def words(self) -> list[Word]:
        return [Word(m.group(), *m.span()) for m in WORD.finditer(self.folded)]

    @cached_property
    def pairs(self) -> list[str]:
        """Each two characters that stand side by side."""
        return list(map(str.__add__, self.folded, self.folded[1:]))

    @cached_property
    def has_han(self) -> bool:
        return HAN.search(self.folded) is not None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in `original` of a non-empty half-open span in `folded`."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    def quote(self, start: int, end: int) -> Match:
        """The customer's words at a folded span, with offsets in the field they stand in."""
        begin, finish = self.original_span(start, end)
        words = self.original[begin:finish]
        if begin < self.body_starts:
            return Match(words, begin, finish, in_subject=True)
        return Match(words, begin - self.body_starts, finish - self.body_starts)

    def crosses_a_sentence(self, start: int, end: int) -> bool:
        return SENTENCE_END.search(self.folded, start, end) is not None


def prepare(text: str, *, subject: str = "") -> PreparedText:
    """Fold with NFKC, lower case and simplified characters; reads `READ_AT_MOST` characters."""
    heading = f"{subject}\n" if subject else ""
    original = (heading + text)[:READ_AT_MOST]
    if original.isascii():
        return PreparedText(original, original.lower(), len(heading))
    folded = original.translate(FOLDING).lower()
    if len(folded) == len(original) and unicodedata.is_normalized("NFKC", folded):
        return PreparedText(original, folded, len(heading))
    return _prepare_by_character(original, len(heading))


def is_story(text: PreparedText) -> bool:
    return len(text.folded) > (LONG_STORY_HAN if text.has_han else LONG_STORY)


def fold(words: str) -> str:
    """Words of a list or a rule, folded as texts are."""
    return prepare(words).folded


def _prepare_by_character(original: str, body_starts: int) -> PreparedText:
    """The slow road for characters that unfold into several, such as ㎏ or ﬁ."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(original):
        piece = unicodedata.normalize("NFKC", char).translate(FOLDING).lower()
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return PreparedText(original, "".join(pieces), body_starts, tuple(origin))
