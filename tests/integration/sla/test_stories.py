"""Every story of the vectors and of our own, played through the real actions, clock by clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.support.stories import all_of, play, suffixes, variants
from tests.support.story_clocks import differences

VECTORS = Path(__file__).parents[2] / "vectors"
STORIES = [
    story
    for name in ("sla_scenarios", "own_stories")
    for story in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
]
PLAYS = [
    pytest.param(story, variant, suffix, id=f"{story['id']}{variant}{suffix}")
    for story in STORIES
    for variant in variants(story)
    for suffix in suffixes(story)
]


@pytest.mark.parametrize(("story", "variant", "suffix"), PLAYS)
def test_the_clocks_of_a_story_are_what_it_says(
    story: dict[str, Any], variant: str, suffix: str, cast: Cast
) -> None:
    played = play(story, variant=variant, suffix=suffix, cast=cast)

    expected = all_of(story["clocks"], variant, suffix)
    assert expected, "This way of playing compares nothing."
    assert differences(played, expected) == []


def test_a_wrong_figure_in_a_story_is_noticed(cast: Cast) -> None:
    story = next(story for story in STORIES if story["id"] == "S13")
    played = play(story, cast=cast)
    wrong = [
        {**story["clocks"][0], "elapsed": 35999},
        {**story["clocks"][0], "breached_at": "2026-01-06T10:00:01Z"},
        {**story["clocks"][1], "cycle": 3},
        {"metric": "resolution", "colour": "red"},
    ]

    found = [differences(played, [row]) for row in wrong]

    assert [len(lines) > 0 for lines in found] == [True] * 4
    assert found[0] == ["resolution elapsed: expected 35999, got 36000"]
