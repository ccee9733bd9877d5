"""A letter as a short text: the link is never cut, and facts are said while there is room."""

from __future__ import annotations

import pytest

from channels.email.rendering import Letter
from channels.ways.short import short_text

URL = "https://desk.test/s/abcdefgh/"


def letter(*paragraphs: str, language: str = "en", **parts: object) -> Letter:
    usual = {"url": URL, "facts": [("Your number", "C-7"), ("By", "Tuesday")]}
    return Letter(
        language=language, organisation="Harbour", subject="x", paragraphs=list(paragraphs),
        **(usual | parts),
    )  # fmt: skip


def test_words_facts_and_link_in_this_order() -> None:
    assert short_text(letter("We have it."), limit=335) == (
        f"We have it.\nYour number: C-7\nBy: Tuesday\n{URL}"
    )


def test_a_fact_the_words_mention_already_is_not_said_twice() -> None:
    assert "Your number" not in short_text(letter("We have C-7."), limit=335)


def test_chinese_takes_its_own_colon() -> None:
    words = short_text(letter("收到了。", language="zh-hans", facts=[("编号", "C-7")]), limit=335)
    assert "编号：C-7" in words


@pytest.mark.parametrize("limit", [40, 70, 160, 335])
def test_it_fits_and_ends_in_the_whole_link(limit: int) -> None:
    words = short_text(letter("很" * 500), limit=limit)
    assert len(words) <= limit
    assert words.endswith(f"\n{URL}")
    assert "…" in words


def test_without_a_link_the_words_have_all_the_room() -> None:
    assert short_text(letter("x" * 50, url="", facts=[]), limit=20) == "x" * 19 + "…"
