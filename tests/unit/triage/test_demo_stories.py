"""What the demo's customers write is heard as what it is, in both languages."""

import json

import pytest

from tickets.triage import triage

from .conftest import STARTER


def stories():
    for file in sorted((STARTER / "demo").glob("stories_*.json")):
        yield from json.loads(file.read_text(encoding="utf-8"))["stories"]


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story["id"])
def test_the_kind_of_every_story_is_heard(starter, story):
    opening = story["events"][0]

    result = triage(
        opening["text"],
        subject=opening.get("subject", ""),
        rating=opening.get("rating"),
        hurt_or_danger=opening.get("danger"),
        rules=starter,
    )

    assert result.kind == story["kind"]
